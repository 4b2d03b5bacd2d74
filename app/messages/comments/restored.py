"""The question after the database was restored from a backup."""

from collections.abc import Iterable
from datetime import date

from app.messages.client.notices import in_words
from clickup_client.comment import Comment, bold, bullet, line, text
from rules.notices import NoticeKind


def may_not_know(kinds: Iterable[NoticeKind], day: date | None) -> Comment:
    """For the stage's owner: these notices may have been sent; `day` is the delivery day."""
    comment = bold("Please check what the client knows.") + line() + line()
    comment += text("Stagegate's database was restored from a backup. I no longer know whether I told ")
    comment += text("the client this, so I do not tell it again:") + line()
    for kind in kinds:
        comment += text(_news(kind, day)) + bullet()
    return comment + text("If the client does not know, please tell them yourself.") + line()


def _news(kind: NoticeKind, day: date | None) -> str:
    match kind:
        case "delivered":
            return "that this ticket is solved"
        case "closed":
            return "that this ticket is closed without a solution"
        case _:
            return "the delivery date" if day is None else f"the delivery date, {in_words(day)}"
