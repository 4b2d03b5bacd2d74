"""The colours of the pages can be told apart, by day and by night: WCAG 2.2, contrast of level AA."""

import re
from pathlib import Path

import pytest

import app.web.look
from app.web.factory import create_app

CSS = (Path(app.web.look.__file__).parent / "static" / "look.css").read_text(encoding="utf-8")
DAY, NIGHT = (dict(re.findall(r"--([\w-]+): (#\w{6});", part)) for part in CSS.split("@media")[:2])

#: What stands on what, and how much it has to differ: texts 4.5, borders and the mark of the focus 3.
PAIRS = [
    ("text", "page", 4.5),
    ("text", "card", 4.5),
    ("soft", "page", 4.5),
    ("soft", "card", 4.5),
    ("wrong", "card", 4.5),
    ("wrong", "wrong-tint", 4.5),
    ("text", "wrong-tint", 4.5),
    ("text", "tint", 4.5),
    ("accent", "tint", 4.5),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("line", "card", 3.0),
    ("accent", "card", 3.0),
    ("focus", "card", 3.0),
    ("focus", "page", 3.0),
    ("good", "card", 3.0),
]


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colours", [DAY, DAY | NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_what_stands_on_what_can_be_told_apart(colours, front, back, least):
    lighter, darker = sorted((luminance(colours[front]), luminance(colours[back])), reverse=True)

    assert (lighter + 0.05) / (darker + 0.05) >= least


@pytest.mark.parametrize(
    "path", ["/", "/nothing", "/fill/x", "/fill/signed-in", "/intake/form/x", "/webhooks/clickup"]
)
def test_every_page_loads_only_what_is_ours(engine, path):
    answer = create_app(engine).test_client().get(path)
    policy = answer.headers["Content-Security-Policy"]

    assert answer.mimetype == "text/html"
    assert policy.startswith("default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; ")
    assert "unsafe" not in policy


def test_the_night_has_its_own_colours():
    assert NIGHT.keys() == DAY.keys()
