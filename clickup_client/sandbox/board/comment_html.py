"""Comments as HTML: bold, italic, code, links, mentions and lists, everything else escaped."""

from itertools import groupby
from typing import Any

from markupsafe import Markup, escape

_LIST_TAGS = {"bullet": "ul", "ordered": "ol", "checked": "ul", "unchecked": "ul"}
_BOXES = {"checked": "☑ ", "unchecked": "☐ "}


def rendered_comment(runs: list[dict[str, Any]]) -> Markup:
    """
    The runs of a comment as HTML.

    ClickUp marks a list item on the line end that closes it, so lines are gathered first and wrapped then.
    """
    html = Markup()
    for kind, lines in groupby(_lines(runs), key=lambda line: line[0]):
        if kind is None:
            html += Markup("").join(Markup("<p>{}</p>").format(line) for _, line in lines if line)
        else:
            tag = _LIST_TAGS[kind]
            items = Markup("").join(
                Markup("<li>{}{}</li>").format(_BOXES.get(kind, ""), line) for _, line in lines
            )
            html += Markup("<{0} class={1}>{2}</{0}>").format(Markup(tag), kind, items)  # noqa: S704 - one of two # nosec B704
    return html


def _lines(runs: list[dict[str, Any]]) -> list[tuple[str | None, Markup]]:
    """Each line's list kind (``None`` for plain text) and its HTML."""
    lines: list[tuple[str | None, Markup]] = []
    current = Markup()
    for run in runs:
        pieces = str(run.get("text", "")).split("\n")
        for number, piece in enumerate(pieces):
            if number:
                lines.append((_list_kind(run), current))
                current = Markup()
            if piece:
                current += _inline(piece, run)
    return [*lines, (None, current)]


def _list_kind(run: dict[str, Any]) -> str | None:
    mark = (run.get("attributes") or {}).get("list")
    kind = mark.get("list") if isinstance(mark, dict) else None
    return kind if isinstance(kind, str) and kind in _LIST_TAGS else None


def _inline(text: str, run: dict[str, Any]) -> Markup:
    html = escape(text)
    attributes = run.get("attributes") or {}
    if run.get("type") == "tag":
        return Markup("<span class=mention>{}</span>").format(html)
    for attribute, tag in (("code", "code"), ("bold", "b"), ("italic", "i")):
        if attributes.get(attribute):
            html = Markup("<{0}>{1}</{0}>").format(Markup(tag), html)  # noqa: S704 - one of three tags # nosec B704
    link = attributes.get("link")
    if isinstance(link, str) and link.startswith(("http://", "https://")):
        html = Markup('<a href="{}" rel=nofollow>{}</a>').format(link, html)
    return html
