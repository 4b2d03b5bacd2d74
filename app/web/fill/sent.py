"""Shows the result of a page that was sent: how it ended, or what is still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from app.fill.page import Page
from app.messages import fill as words
from app.store.fillings import Filling
from app.web.look.reload import is_late, seconds_to_reload


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page to show: its values, and the mistakes in them."""

    values: Mapping[str, Sequence[str]]
    problems: Mapping[str, str]
    notices: Sequence[str] = ()
    status: int = 200


def once_more(sent: Filling, page: Page) -> Shown:
    """
    Show the page again after it was sent, with what is still missing or was refused, and all values.

    A value that ClickUp accepted but does not show, such as an invalid URL, is not listed as saved.
    """
    if sent.state == "refused":
        notices = [words.stays(page.home, page.stage)]
        problems = {blank.key: blank.why for blank in page.blanks}
    elif sent.state == "signed_out":
        notices, problems = [words.SAVE_AGAIN], {}
    else:
        notices = [words.partly(page.home), words.not_saved(list(sent.refused))]
        problems = {
            blank.key: sent.refused[blank.label] for blank in page.blanks if blank.label in sent.refused
        }
    dropped = {blank.label for blank in page.blanks if sent.state == "refused" and not blank.value}
    saved = [label for label in sent.written if label not in dropped]
    if saved:
        notices.insert(1, words.saved(saved))
    return Shown(values=sent.answers or {}, problems=problems, notices=notices)


def result(sent: Filling, page: Page, now: datetime) -> ResponseReturnValue:
    """Show the result; if it is not known yet, the page reloads itself."""
    title = {
        "entered": words.entered(page.stage),
        "refused": words.stays(page.home, page.stage),
        "partly": words.partly(page.home),
        "undecided": words.NOT_CHECKED,
        "over": words.MOVED_MEANWHILE,
        "signed_out": words.MOVED_MEANWHILE,
    }.get(sent.state, words.SAVING)
    is_open = sent.state in ("waiting", "moved")
    late = is_late(sent.received_at, now)
    answers = sent.answers or {}
    left = [
        blank.label
        for blank in page.blanks
        if sent.state == "waiting" and blank.key in answers and blank.label not in sent.written
    ]
    texts = [words.STILL_TRYING if late else words.SAVING_TEXT] if is_open else []
    return render_template(
        "sent.html",
        title=title,
        texts=[
            *texts,
            *([words.saved(sent.written)] if sent.written else []),
            *([words.not_saved([*sent.refused, *left])] if sent.refused or (left and late) else []),
        ],
        page=page,
        is_good=sent.state == "entered",
        again=seconds_to_reload(sent.received_at, now) if is_open else None,
    )
