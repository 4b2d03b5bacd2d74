"""What people see after they sent the page: how it ended, or what is still to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask.typing import ResponseReturnValue

from app.fill.page import Page
from app.messages import fill as words
from app.store.fillings import Filling
from app.web.look.waiting import is_late, next_look


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page to show: what is in it, and what is wrong with it."""

    values: Mapping[str, Sequence[str]]
    problems: Mapping[str, str]
    notices: Sequence[str] = ()
    status: int = 200


def once_more(sent: Filling, page: Page) -> Shown:
    """
    The page once more after it was sent: what is still missing or was not taken, with everything kept.

    What ClickUp took without a word and does not have, such as a URL that is none, is not called saved.
    """
    if sent.state == "refused":
        notices = [words.stays(page.home, page.stage)]
        problems = {blank.key: blank.why for blank in page.blanks}
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
    """How it ended; or that it is not known yet, on a page that looks again."""
    title = {
        "entered": words.entered(page.stage),
        "refused": words.stays(page.home, page.stage),
        "partly": words.partly(page.home),
        "undecided": words.NOT_CHECKED,
        "over": words.MOVED_MEANWHILE,
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
        again=next_look(sent.received_at, now) if is_open else None,
    )
