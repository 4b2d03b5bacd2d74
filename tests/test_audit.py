"""The audit of dependencies in `.ci/audit.py` never takes silence for good news."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / ".ci" / "audit.py"
SOUND = {"name": "flask", "version": "3.1.0", "vulns": []}
BROKEN = {"name": "werkzeug", "version": "3.0.0", "vulns": [{"id": "PYSEC-2024-1"}, {"id": "PYSEC-2024-2"}]}
UNASKED = {"name": "alembic", "skip_reason": "Dependency not found on PyPI and could not be audited"}
NOBODY = (False, "not reached. No service that knows of vulnerabilities answered: NOTHING WAS AUDITED.")


@pytest.fixture
def audit():
    spec = spec_from_file_location("audit", SCRIPT)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("report", [None, {"dependencies": []}, {"dependencies": [UNASKED, UNASKED]}])
def test_where_no_one_could_be_asked_it_says_so(audit, report):
    assert audit.judge(report) == NOBODY


def test_sound_packages_are_counted(audit):
    report = {"dependencies": [SOUND, SOUND]}

    assert audit.judge(report) == (False, "2 packages, none with a known vulnerability")


def test_packages_that_could_not_be_asked_about_are_counted_apart(audit):
    report = {"dependencies": [SOUND, UNASKED]}

    assert audit.judge(report) == (
        False,
        "1 packages, none with a known vulnerability (1 could not be asked about)",
    )


def test_a_vulnerable_package_fails_and_is_named(audit):
    report = {"dependencies": [SOUND, BROKEN]}

    assert audit.judge(report) == (
        True,
        "vulnerable: werkzeug 3.0.0: PYSEC-2024-1; werkzeug 3.0.0: PYSEC-2024-2",
    )


def test_an_answer_that_is_no_report_is_none(audit, monkeypatch):
    monkeypatch.setattr(audit.sys, "executable", "/bin/echo")

    assert audit.ask("requirements.txt") is None
