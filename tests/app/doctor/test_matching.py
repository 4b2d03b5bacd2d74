"""What is found under the name that was looked for, and what is proposed in its place."""

import pytest

from app.doctor.matching import Fit, likeness, match_field, match_status
from app.doctor.needs import FieldNeed, field_needs
from app.process.file import load_process
from clickup_client.models import CustomField, Status


def need(**changes):
    given = {
        "key": "Severity",
        "name": "Severity",
        "id": None,
        "types": ("drop_down",),
        "options": (),
    } | changes
    return FieldNeed(place=("data", "Severity"), name_key="field", id_key="id", where="tickets", **given)


def field(name, kind="drop_down", *, options=(), field_id=None):
    choices = [{"id": option, "name": option} for option in options]
    return CustomField(id=field_id or f"id of {name}", name=name, type=kind, options=choices)


def names(match):
    return [each.name for each in match.near]


@pytest.fixture
def stage():
    return load_process().stage("Verifying")


def test_a_name_is_found_whatever_its_capitals():
    assert match_field(need(), [field("SEVERITY")]).fit is Fit.FITS


def test_an_id_goes_before_a_name():
    renamed = field("How bad", field_id="f1")
    match = match_field(need(id="f1"), [field("Severity"), renamed])

    assert (match.fit, match.found) == (Fit.RENAMED, renamed)


def test_an_id_that_leads_nowhere_leaves_the_name():
    assert match_field(need(id="f1"), [field("Severity")]).fit is Fit.FITS


def test_of_two_fields_of_a_name_the_one_whose_type_will_do_is_taken():
    match = match_field(need(), [field("Severity", "text"), field("Severity", field_id="f2")])

    assert (match.fit, match.found.id) == (Fit.FITS, "f2")


def test_a_field_of_another_type_does_not_do_and_those_that_would_are_proposed():
    match = match_field(need(), [field("Severity", "text"), field("Severity level")])

    assert (match.fit, names(match)) == (Fit.OTHER_TYPE, ["Severity level"])


def test_a_field_without_all_its_options_does_not_do():
    match = match_field(need(options=("Major", "Minor")), [field("Severity", options=["MAJOR"])])

    assert (match.fit, match.missing_options) == (Fit.OPTIONS_MISSING, ("Minor",))


def test_a_checkbox_needs_no_options():
    wanted = need(types=("drop_down", "checkbox"), options=("Yes", "No"))

    assert match_field(wanted, [field("Severity", "checkbox")]).fit is Fit.FITS


def test_only_fields_of_a_type_that_will_do_are_proposed():
    match = match_field(need(), [field("Severity!", "date"), field("Issue Severity"), field("Colour")])

    assert (match.fit, names(match)) == (Fit.MISSING, ["Issue Severity"])


def test_a_status_is_found_by_id_or_name(stage):
    statuses = [Status(id="p1", status="checking"), Status(id="p2", status="VERIFYING")]

    assert match_status(stage, statuses).found.id == "p2"
    by_id = stage.model_copy(update={"status_id": "p1"})
    assert match_status(by_id, statuses).fit is Fit.RENAMED


def test_a_status_that_comes_close_to_the_stages_name_is_proposed():
    resolved = load_process().stage("Closed (Resolved)")
    match = match_status(resolved, [Status(status="closed - resolved"), Status(status="open")])

    assert (match.fit, names(match)) == (Fit.MISSING, ["closed - resolved"])


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Target URL", "target-url", True),
        ("Target URL", "URL Target", True),
        ("Severity", "Severity level", True),
        ("Steps to Reproduce the Issue", "Steps to reproduce", True),
        ("replicating", "replicate", True),
        ("Severity", "Serverity", True),
        ("Severity", "Priority", False),
        ("Category", "Company", False),
        ("Severity", "", False),
    ],
)
def test_likeness_is_what_people_would_call_alike(one, other, alike):
    assert (likeness(one, other) >= 0.6) is alike


def test_every_field_of_the_shipped_process_can_be_made_from_its_words():
    words = {each.name: each.in_words for each in field_needs(load_process()) if each.where != "first level"}

    assert words["Category"] == (
        "Dropdown with the options Bugs/Defects, Infrastructure & Networking Issues, Security Issues, "
        "Data Issues"
    )
    assert words["Company"] == 'Relationship to the list "Companies"'
    assert words["Ops Can Reproduce the Issue"] == "Dropdown with the options Yes, No"
    assert words["Estimated Delivery Date"] == "Date"
    assert words["Client notice"] == "Dropdown with the options estimated, rescheduled, delivered, closed"
    assert words["Notice sent"] == "Checkbox"
