"""The advised priority of a ticket with its reasons, and the remark on a different one."""

from app.messages.comments.gate import CAN_STAY
from clickup_client.comment import Comment, bold, bullet, line, text
from rules.priority import PriorityAdvice

INTENDED = "If the priority is intended, there is nothing to do."


def advice(found: PriorityAdvice) -> Comment:
    """The advised priority, what each value adds to it, and which values are not known."""
    return text(found.sentence) + line() + _reasons(found)


def remark(words: str, found: PriorityAdvice, stage: str, mover: Comment) -> Comment:
    """A ticket entered a stage with a priority that differs from the advised one.  That is allowed."""
    comment = mover + text(" moved this ticket to ") + bold(stage) + text(f". {CAN_STAY} ")
    comment += text(words) + line() + _reasons(found, with_unknown=False)
    return comment + text(INTENDED) + line()


def _reasons(found: PriorityAdvice, *, with_unknown: bool = True) -> Comment:
    comment = Comment()
    for reason in (*found.reasons, *(found.unknown if with_unknown else ())):
        comment += text(reason) + bullet()
    return comment
