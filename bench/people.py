"""Measures what people see in a real browser: the board after a drag, and the page to fill in."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import cycle
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

if TYPE_CHECKING:
    from clickup import ClickUp
    from machine import Machine

_CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_LINK, _SAVE, _MOVED = (
    "Fill in what is missing",
    "Save and move to Replicating",
    "The ticket is in Replicating now",
)
#: They drag in turn: who drags three within ten seconds is answered later, once for all.
_MOVERS = ("Olivia Ops", "Quentin QA", "Paula PM", "Theo Tech", "Ada Admin")
_PAUSE_SECONDS = 1.0
#: What is missing in a ticket, and filled in on its page.
_MISSING = ("Acceptance Criteria", "Steps to Reproduce the Issue")
#: Wide enough for all columns.
_DESK: ViewportSize = {"width": 1920, "height": 1080}
_PATIENCE_MS = 60_000

#: Waits in the browser, from when a card is let go, until it is back and the message is painted.
_WATCH = """([id, status]) => { window.seen = new Promise((done, fail) => {
  let began = null;
  addEventListener("pointerup", () => (began = performance.now()), { once: true, capture: true });
  const watch = new MutationObserver(() => {
    const card = document.querySelector(`#board .card[data-id="${id}"]`);
    const isBack = card?.dataset.status === status && card.parentElement.dataset.status === status;
    if (began === null || !isBack || !document.querySelector(".toast")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  });
  setTimeout(() => fail(new Error("it is not back")), 60000);
  watch.observe(document.body, { subtree: true, childList: true, attributes: true });
}) }"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    What people see, and after how many milliseconds; each list has one entry for each try.

    Attributes:
        back: From letting a card go until it is back and the message is there.
        first_byte: From asking for the page to fill in to the first byte of the answer.
        verdict: From sending the page to seeing the verdict.
        calls: The bot's calls for one page, beyond one for each field.
    """

    back: list[float]
    first_byte: list[float]
    verdict: list[float]
    calls: int


def people(machine: "Machine", *, tries: int) -> Seen | None:
    """
    Fill in the pages of new tickets, then drag their cards too far; None where no browser is installed.

    Other tickets would have a refusal of the same person when they are dragged again, which is only changed.
    """
    if _CHROMIUM is None:
        return None
    tickets = machine.clickup.create(tries)
    links = _refused(machine, tickets)
    first_byte = [_first_byte(link) for link in links]
    machine.wait_until_quiet(cards=True)  # so that no call for a card is taken for one of a page
    before = machine.clickup.calls_of_bot()
    with _window() as page:
        verdict = [_send(page, links[0])]
        machine.wait_until_quiet()
        calls = (machine.clickup.calls_of_bot() - before).total() - len(_MISSING)
        verdict += [_send(page, link) for link in links[1:]]
        back = _drags(page, machine.clickup, tickets)
    return Seen(back=back, first_byte=first_byte, verdict=verdict, calls=calls)


def _refused(machine: "Machine", tickets: list[str]) -> list[str]:
    """Move new tickets too early; the links in their refusals."""
    clickup, links = machine.clickup, []
    for turn, ticket in enumerate(tickets):
        for name in _MISSING:
            clickup.clear(ticket, name)
        machine.wait_until_quiet()
        clickup.drag(ticket, "replicating", by=("ops", "qa", "pm", "tech", "admin")[turn % 5])
        machine.wait_for(lambda ticket=ticket: bool(clickup.links(ticket, _LINK)))  # type: ignore[misc]
        links += clickup.links(ticket, _LINK)[:1]
    return links


def _first_byte(link: str) -> float:
    address = urlsplit(link)
    connection = HTTPConnection(address.hostname or "", address.port, timeout=60)
    connection.connect()
    began = time.perf_counter()
    connection.request("GET", address.path)
    connection.getresponse()
    took = time.perf_counter() - began
    connection.close()
    return 1000 * took


@contextmanager
def _window() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport=_DESK).new_page()
        page.set_default_timeout(_PATIENCE_MS)
        yield page
        browser.close()


def _send(page: Page, link: str) -> float:
    """Fill in a page and send it; the milliseconds until its verdict is seen."""
    page.goto(link)
    for name in _MISSING:
        page.get_by_label(name).fill("Put two tickets into the basket and press Pay.")
    button = page.get_by_role("button", name=_SAVE)
    began = time.perf_counter()
    button.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(_MOVED, timeout=_PATIENCE_MS)
    return 1000 * (time.perf_counter() - began)


def _drags(page: Page, clickup: "ClickUp", tickets: list[str]) -> list[float]:
    """Drag one card after the other to a column where it may not go; the milliseconds until it is back."""
    page.goto(clickup.board)
    expect(page.locator("#live")).to_have_text("Live", timeout=_PATIENCE_MS)
    took = []
    for ticket, mover in zip(tickets, cycle(_MOVERS), strict=False):
        page.get_by_label("Act as").select_option(mover)
        time.sleep(_PAUSE_SECONDS)
        page.evaluate(_WATCH, [ticket, clickup.status(ticket)])
        page.locator(f'.card[data-id="{ticket}"]').hover(position={"x": 40, "y": 15})
        box = page.locator('.column[data-status="fixing"]').bounding_box()
        assert box is not None
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 120, steps=10)
        page.wait_for_selector('.column.under[data-status="fixing"]')  # no hand is faster than that
        page.mouse.up()
        took.append(page.evaluate("window.seen"))
        page.locator(".toast").get_by_role("button", name="Dismiss").click()
    return took
