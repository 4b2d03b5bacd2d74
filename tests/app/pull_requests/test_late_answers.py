"""A caller of a slow service waits only a moment, and finds its answer the next time."""

import threading

import pytest

from app.pull_requests.late_answers import KEEP_SECONDS, LateAnswers, NoAnswerYetError

#: Much more than anything takes; only how long a failing test waits.
PATIENCE = 60


class Slow:
    """A service that answers when it is told to."""

    def __init__(self):
        self.asked = 0
        self.may_answer = threading.Event()

    def __call__(self):
        self.asked += 1
        assert self.may_answer.wait(PATIENCE)
        return f"answer {self.asked}"

    def answer(self):
        self.may_answer.set()
        for thread in threading.enumerate():
            if thread.name == "question":
                thread.join(PATIENCE)


@pytest.fixture
def slow():
    slow = Slow()
    yield slow
    slow.answer()


def test_a_quick_answer_is_there_at_once():
    assert LateAnswers(PATIENCE).ask("a", lambda: 7) == 7


def test_a_failure_is_that_of_whoever_asks():
    def fail():
        raise KeyError("a")

    with pytest.raises(KeyError):
        LateAnswers(PATIENCE).ask("a", fail)


def test_a_late_answer_is_fetched_once(slow):
    answers = LateAnswers(0)
    for _ in range(2):
        with pytest.raises(NoAnswerYetError):
            answers.ask("a", slow)
    slow.answer()

    assert answers.ask("a", slow) == "answer 1"
    assert LateAnswers(PATIENCE).ask("a", slow) == "answer 2"


def test_something_else_is_asked_by_itself(slow):
    answers = LateAnswers(0)
    with pytest.raises(NoAnswerYetError):
        answers.ask("a", slow)

    assert LateAnswers(PATIENCE).ask("b", lambda: 7) == 7
    assert slow.asked == 1


def test_an_answer_that_no_one_fetched_is_forgotten(slow):
    now = [0.0]
    answers = LateAnswers(0, clock=lambda: now[0])
    with pytest.raises(NoAnswerYetError):
        answers.ask("a", slow)
    slow.answer()
    now[0] += KEEP_SECONDS + 1

    slow.may_answer.clear()
    with pytest.raises(NoAnswerYetError):
        answers.ask("a", slow)
