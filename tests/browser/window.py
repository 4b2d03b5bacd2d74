"""A real browser, driven by Playwright: the Chromium of this machine, none that is downloaded."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NOT_HERE = "not here: chromium"
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

#: Wide like a desk's screen, and narrow like a phone's.
DESK, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 800}

#: Where `make pictures` wants the pictures of the documentation.
PICTURES = os.environ.get("PICTURES")


@contextmanager
def browser():
    """A separate browser, which is gone afterwards."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def window(opened, **options):
    """A window with its own cookies; no movement, and no error in its console."""
    context = opened.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    yield page
    context.close()
    lost = ("Failed to load resource", "Failed to fetch")  # the second is a page that waits, and is closed
    assert [error for error in errors if not any(each in error for each in lost)] == []


def barriers(page, *, but=()):
    """What axe-core finds serious or critical, but in elements with these selectors: [(rule, the first)]."""
    context = {"exclude": [[selector] for selector in but]} if but else None
    found = Axe().run(page, context).response["violations"]
    return [
        (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")
    ]


def picture(page, name):
    """Keep what is seen as a picture of the documentation, where that was asked for."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png")
