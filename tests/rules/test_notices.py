"""Which notices the client is owed, and which not."""

from datetime import timedelta

import pytest

from rules.notices import owed_on_date, owed_on_entry


def test_a_day_is_not_estimated_to_the_client_twice(process, day):
    assert owed_on_entry(process, "Fixing", day=day, told=day) is None


def test_another_day_is_estimated_again(process, day):
    assert owed_on_entry(process, "Fixing", day=day + timedelta(days=1), told=day) == "estimated"


def test_without_a_day_there_is_nothing_to_estimate(process):
    assert owed_on_entry(process, "Fixing", day=None, told=None) is None


@pytest.mark.parametrize("stage", ["Validating", "Replicating", "Estimating", "Verifying"])
def test_other_open_stages_tell_nothing_on_entry(process, day, stage):
    assert owed_on_entry(process, stage, day=day, told=None) is None


@pytest.mark.parametrize("stage", ["Validating", "Replicating", "Estimating", "Closed (Resolved)"])
def test_before_fixing_and_after_closing_a_change_of_the_date_is_not_told(process, day, stage):
    assert owed_on_date(process, stage, day=day, told=None) is None


def test_a_day_that_went_back_to_what_the_client_was_told_is_not_told(process, day):
    assert owed_on_date(process, "Fixing", day=day, told=day) is None


def test_a_cleared_date_is_not_told(process, day):
    assert owed_on_date(process, "Fixing", day=None, told=day) is None


def test_an_unknown_stage_tells_nothing(process, day):
    assert owed_on_entry(process, "Triage", day=day, told=None) is None
    assert owed_on_date(process, "Triage", day=day, told=None) is None
