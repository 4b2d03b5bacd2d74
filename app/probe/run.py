"""Asks every question, cleans up in any case, and makes the report."""

from collections.abc import Callable, Sequence
from datetime import datetime

from app.messages.admin import probe as words
from app.probe.ask_tasks import code_of
from app.probe.calls import OutOfCallsError, ProbeCalls
from app.probe.catalogue import QUESTIONS
from app.probe.clean import clean
from app.probe.question import Question, Scratch
from app.workspace.answers import NotAsked, Report, Seen
from clickup_client.errors import ClickUpError, NoAnswerError, NotAuthorisedError, RateLimitedError

Say = Callable[[str], None]


def ask_all(
    scratch: Scratch,
    calls: ProbeCalls,
    *,
    now: Callable[[], datetime],
    say: Say,
    questions: Sequence[Question] = QUESTIONS,
) -> tuple[Report, list[str]]:
    """
    Ask all questions; the report, and what could not be cleaned up.

    Whatever ends it, an error or Ctrl-C, what was made is removed first, and what is left is said.

    Raises:
        ClickUpError: ClickUp does not answer, or rejects the token.
    """
    seen: dict[str, Seen] = {}
    not_asked: dict[str, NotAsked] = {}
    try:
        scratch.task_id = scratch.make_task().id
        for number, question in enumerate(questions, 1):
            say(words.progress(number, len(questions), question.key))
            answer = _ask(question, scratch)
            if isinstance(answer, Seen):
                seen[question.key] = answer
            else:
                not_asked[question.key] = answer
    except BaseException:
        for sentence in _clean(scratch, calls, say):
            say(sentence)
        raise
    left = _clean(scratch, calls, say)
    report = Report(
        workspace_id=scratch.workspace.id,
        asked_at=now(),
        calls=calls.spent,
        seen=seen,
        not_asked=not_asked,
        differing=tuple(each.key for each in questions if each.key in seen and each.differs(seen[each.key])),
    )
    return report, left


def _clean(scratch: Scratch, calls: ProbeCalls, say: Say) -> list[str]:
    say(words.CLEANING_UP)
    calls.kept_back = 0
    return clean(scratch)


def _ask(question: Question, scratch: Scratch) -> Seen | NotAsked:
    try:
        return question.ask(scratch)
    except OutOfCallsError:
        return NotAsked(reason="calls")
    except ClickUpError as error:
        if isinstance(error, NoAnswerError | RateLimitedError):
            raise
        if isinstance(error, NotAuthorisedError) and error.token_is_bad:
            raise
        return NotAsked(reason="refused", code=code_of(error))
