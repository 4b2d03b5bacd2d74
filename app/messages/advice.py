"""What is said about a ticket's priority: the advice with its reasons, and a remark on another choice."""

from clickup_client.comment import Comment, bold, bullet, line, text
from rules.priority import PriorityAdvice


def advice(found: PriorityAdvice) -> Comment:
    """The advised priority and everything that speaks for it, or gave nothing because it is not known."""
    return text(found.sentence) + line() + _reasons(found)


def remark(words: str, found: PriorityAdvice, stage: str, mover: Comment) -> Comment:
    """A ticket entered a stage with another priority than the advised one, which is allowed."""
    comment = mover + text(" moved this ticket to ") + bold(stage) + text(", where it can stay. ")
    comment += text(words) + line() + _reasons(found, with_unknown=False)
    return comment + text("If the priority is meant, nothing needs to be done.") + line()


def _reasons(found: PriorityAdvice, *, with_unknown: bool = True) -> Comment:
    comment = Comment()
    for reason in (*found.reasons, *(found.unknown if with_unknown else ())):
        comment += text(reason) + bullet()
    return comment
