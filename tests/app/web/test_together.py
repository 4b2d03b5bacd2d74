"""What several threads bring at the same time is done by one of them."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.web.together import Together


class Work:
    """Counts in letters: the result of a part is how it was done.  The first time waits until others came."""

    def __init__(self, *, others=0, fails=(), left=()):
        self.others = others
        self.fails = fails
        self.left = left
        self.together = Together(self.many, self.alone)
        self.turns = []
        self.begun, self.enough = threading.Event(), threading.Event()

    def many(self, parts):
        self.turns.append(sorted(parts))
        self.begun.set()
        if len(self.turns) == 1 and self.others:
            assert self.enough.wait(60)
        if set(parts) & set(self.fails):
            raise ZeroDivisionError
        return {place: part.upper() for place, part in enumerate(parts) if part not in self.left}

    def alone(self, part):
        if part in self.fails:
            raise ZeroDivisionError
        return f"{part} alone"

    def bring(self, first, others):
        """What becomes of the first part, and of those that are brought while it is done."""
        with ThreadPoolExecutor(1 + len(others)) as pool:
            begun = pool.submit(self.together.do, first)
            assert self.begun.wait(60)
            later = [pool.submit(self.together.do, part) for part in others]
            while len(self.together._waiting) < len(others):
                time.sleep(0)
            self.enough.set()
            return [each.exception(60) or each.result() for each in (begun, *later)]


def test_alone_it_is_done_at_once():
    work = Work()

    assert (work.together.do("a"), work.together.do("b")) == ("A", "B")
    assert work.turns == [["a"], ["b"]]


def test_what_is_brought_meanwhile_is_done_together():
    work = Work(others=3)

    assert work.bring("a", "bcd") == ["A", "B", "C", "D"]
    assert work.turns == [["a"], ["b", "c", "d"]]


def test_what_is_left_out_is_done_alone():
    work = Work(others=3, left="c")

    assert work.bring("a", "bcd") == ["A", "B", "c alone", "D"]


def test_one_that_fails_fails_alone():
    work = Work(others=3, fails="c")

    first, second, third, fourth = work.bring("a", "bcd")

    assert (first, second, fourth) == ("A", "b alone", "d alone")
    assert isinstance(third, ZeroDivisionError)


def test_after_a_failure_it_goes_on():
    work = Work(fails="a")
    with pytest.raises(ZeroDivisionError):
        work.together.do("a")

    assert work.together.do("b") == "B"
