"""The Due Date and the field that mirrors it stay equal, day by day."""

from datetime import date

import pytest

from rules.dates import Agreement, agree

OLD, NEW, OTHER = date(2026, 3, 9), date(2026, 3, 16), date(2026, 4, 1)


def agreement(day, *, set_due=False, set_mirror=False, restored=False):
    return Agreement(day, set_due, set_mirror, restored)


@pytest.mark.parametrize("keep", [False, True])
@pytest.mark.parametrize(
    ("due", "mirror", "agreed", "expected"),
    [
        pytest.param(OLD, OLD, OLD, agreement(OLD), id="nothing changed"),
        pytest.param(None, None, None, agreement(None), id="no date at all"),
        pytest.param(NEW, OLD, OLD, agreement(NEW, set_mirror=True), id="the due date changed"),
        pytest.param(OLD, NEW, OLD, agreement(NEW, set_due=True), id="the mirror changed"),
        pytest.param(NEW, NEW, OLD, agreement(NEW), id="both changed to the same day"),
        pytest.param(NEW, OTHER, OLD, agreement(NEW, set_mirror=True), id="both changed: the due date wins"),
        pytest.param(NEW, None, OLD, agreement(NEW, set_mirror=True), id="a change and a clearing"),
        pytest.param(NEW, None, None, agreement(NEW, set_mirror=True), id="a first due date"),
        pytest.param(None, NEW, None, agreement(NEW, set_due=True), id="a first date in the mirror"),
        pytest.param(NEW, OTHER, None, agreement(NEW, set_mirror=True), id="never equal: the due date wins"),
    ],
)
def test_the_date_that_was_changed_wins(due, mirror, agreed, expected, keep):
    assert agree(due, mirror, agreed, keep=keep) == expected


@pytest.mark.parametrize(
    ("due", "mirror", "expected"),
    [
        pytest.param(None, OLD, agreement(None, set_mirror=True), id="the due date"),
        pytest.param(OLD, None, agreement(None, set_due=True), id="the mirror"),
        pytest.param(None, None, agreement(None), id="both"),
        pytest.param(None, NEW, agreement(None, set_mirror=True), id="the due date, and the mirror changed"),
    ],
)
def test_a_date_may_be_cleared_before_the_client_was_told(due, mirror, expected):
    assert agree(due, mirror, OLD, keep=False) == expected


@pytest.mark.parametrize(
    ("due", "mirror", "expected"),
    [
        pytest.param(None, OLD, agreement(OLD, set_due=True, restored=True), id="the due date"),
        pytest.param(OLD, None, agreement(OLD, set_mirror=True, restored=True), id="the mirror"),
        pytest.param(None, None, agreement(OLD, set_due=True, set_mirror=True, restored=True), id="both"),
    ],
)
def test_a_date_that_the_client_was_told_is_put_back(due, mirror, expected):
    assert agree(due, mirror, OLD, keep=True) == expected


def test_a_clearing_that_is_not_allowed_does_not_win_against_a_new_date():
    assert agree(None, NEW, OLD, keep=True) == agreement(NEW, set_due=True)
