"""Which stages are called otherwise, and where tickets of removed ones belong."""

import pytest

from app.process.stage_changes import KnownStage, StageChanges, compare, known_stages
from rules.process.process import Process


def process(*stages):
    """A process with these stages: (name, status, status id)."""
    return Process.model_validate(
        {
            "process": "P",
            "lists": {"tickets": "T"},
            "data": {},
            "stages": [
                {"stage": name, "status": status} | ({"status id": status_id} if status_id else {})
                for name, status, status_id in stages
            ],
        }
    )


BEFORE = process(("Check", "check", "s1"), ("Fix", "fix", "s2"), ("Test", "test", "s3"))


@pytest.mark.parametrize(
    ("stages", "renamed", "removed"),
    [
        pytest.param(
            [("Check", "check", "s1"), ("Fix", "fix", "s2"), ("Test", "test", "s3")], {}, {}, id="nothing"
        ),
        pytest.param(
            [("Check", "check", "s1"), ("Repair", "mend", "s2"), ("Test", "test", "s3")],
            {"Fix": "Repair"},
            {},
            id="another name, by id",
        ),
        pytest.param(
            [("Check", "check", None), ("Repair", "FIX", None), ("Test", "test", None)],
            {"Fix": "Repair"},
            {},
            id="another name, by status",
        ),
        pytest.param(
            [("Check", "check", None), ("Fix", "mend", None), ("Test", "test", None)],
            {},
            {},
            id="another status, by name",
        ),
        pytest.param(
            [("Test", "check", "s1"), ("Fix", "fix", "s2"), ("Check", "test", "s3")],
            {"Check": "Test", "Test": "Check"},
            {},
            id="names that were swapped",
        ),
        pytest.param(
            [("Check", "check", "s1"), ("Test", "test", "s3")], {}, {"Fix": "Check"}, id="one is gone"
        ),
        pytest.param([("Test", "test", "s3")], {}, {"Check": "Test", "Fix": "Test"}, id="the first are gone"),
        pytest.param(
            [("Look", "check", "s1")],
            {"Check": "Look"},
            {"Fix": "Look", "Test": "Look"},
            id="gone behind one that is called otherwise",
        ),
    ],
)
def test_what_became_of_the_stages(stages, renamed, removed):
    assert compare(known_stages(BEFORE), process(*stages)) == StageChanges(renamed, removed)


def test_tickets_follow_both():
    changes = compare([KnownStage("Old", "check"), KnownStage("Gone", "gone")], BEFORE)

    assert changes.moved == {"Old": "Check", "Gone": "Check"}
