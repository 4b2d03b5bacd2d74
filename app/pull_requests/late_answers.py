"""Lets a caller wait only a moment for a slow service: a later answer serves the next time."""

import time
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYetError
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Thread
from typing import Generic, TypeVar

#: How long a caller waits.  Most services answer within a second; longer, something else is to be done.
PATIENCE_SECONDS = 1.5
#: An answer that no one fetched for so long is forgotten.
KEEP_SECONDS = 30.0

_Answer = TypeVar("_Answer")


class NoAnswerYetError(Exception):
    """The answer is not there yet; ask the same again."""


@dataclass(slots=True)
class _Asked(Generic[_Answer]):
    """A question that was asked; `answered_at` has the time of its answer, once there is one."""

    answer: Future[_Answer] = field(default_factory=Future)
    answered_at: float | None = None


class LateAnswers(Generic[_Answer]):
    """
    Questions to one service, each asked in its own thread; for any number of threads that ask.

    Args:
        patience_seconds: How long a caller waits.
        clock: Seconds that only grow.
    """

    def __init__(
        self, patience_seconds: float = PATIENCE_SECONDS, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._patience = patience_seconds
        self._clock = clock
        self._lock = Lock()
        self._asked: dict[Hashable, _Asked[_Answer]] = {}

    def ask(self, key: Hashable, question: Callable[[], _Answer]) -> _Answer:
        """
        The answer to a question.  While it is asked, the same `key` asks nothing again.

        Raises:
            NoAnswerYetError: It is not there yet.
            Exception: What the question raised.
        """
        with self._lock:
            self._forget_old()
            asked = self._asked.get(key)
            if asked is None:
                asked = self._asked[key] = _Asked()
                Thread(target=self._find_out, args=(asked, question), name="question", daemon=True).start()
        try:
            answer = asked.answer.exception(self._patience)
        except NotYetError:
            raise NoAnswerYetError from None
        with self._lock:
            if self._asked.get(key) is asked:
                del self._asked[key]
        if answer is not None:
            raise answer
        return asked.answer.result()

    def _find_out(self, asked: _Asked[_Answer], question: Callable[[], _Answer]) -> None:
        settle: Callable[[], None]
        try:
            settle = partial(asked.answer.set_result, question())
        except Exception as error:  # noqa: BLE001 - the caller gets it
            settle = partial(asked.answer.set_exception, error)
        asked.answered_at = self._clock()
        settle()

    def _forget_old(self) -> None:
        before = self._clock() - KEEP_SECONDS
        old = [
            key
            for key, asked in self._asked.items()
            if asked.answered_at is not None and asked.answered_at < before
        ]
        for key in old:
            del self._asked[key]
