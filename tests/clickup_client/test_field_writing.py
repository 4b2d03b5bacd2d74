from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickup_client import fields
from clickup_client.field_writing import _WRITERS
from clickup_client.models import CustomField, Option, TaskRef, User

SEVERITIES = {
    "options": [
        {"id": "o-critical", "name": "Critical", "orderindex": 0},
        {"id": "o-major", "name": "Major", "orderindex": 1},
        {"id": "Critical", "name": "o-major", "orderindex": 2},
    ]
}
AREAS = {"options": [{"id": "o-web", "label": "Web"}, {"id": "o-api", "label": "API"}]}
DAY = datetime(2026, 2, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize("kind", ["text", "short_text", "url", "email", "phone"])
def test_text_is_written_as_it_is(custom_field, kind):
    assert fields.write_value(custom_field(kind), "+1 201 555 0123") == {"value": "+1 201 555 0123"}


@pytest.mark.parametrize("kind", ["number", "currency"])
@pytest.mark.parametrize(
    ("value", "expected"), [(-28, -28), (0.5, 0.5), (Decimal("0.5"), 0.5), (Decimal(8000), 8000)]
)
def test_numbers_are_written_as_json_numbers(custom_field, kind, value, expected):
    written = fields.write_value(custom_field(kind), value)

    assert written == {"value": expected}
    assert type(written["value"]) is type(expected)


@pytest.mark.parametrize("value", [0, 4, 5])
def test_a_rating_is_written_up_to_its_count(custom_field, value):
    assert fields.write_value(custom_field("emoji", count=5), value) == {"value": value}


@pytest.mark.parametrize("value", [True, False])
def test_a_checkbox_is_written_as_a_bool(custom_field, value):
    assert fields.write_value(custom_field("checkbox"), value) == {"value": value}


def test_a_date_is_written_in_milliseconds(custom_field):
    assert fields.write_value(custom_field("date"), DAY) == {"value": 1770004800000}


def test_a_date_with_a_time_says_so(custom_field):
    written = fields.write_value(custom_field("date"), DAY, with_time=True)

    assert written == {"value": 1770004800000, "value_options": {"time": True}}


def test_only_dates_have_a_time(custom_field):
    assert fields.write_value(custom_field("text"), "noon", with_time=True) == {"value": "noon"}


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("o-major", "o-major"),
        ("Major", "o-major"),
        ("mAJOR", "o-major"),
        (Option(id="o-major"), "o-major"),
        ("Critical", "Critical"),
        ("CRITICAL", "o-critical"),
    ],
)
def test_a_choice_is_written_by_id_and_found_by_id_name_or_other_capitals(custom_field, choice, expected):
    assert fields.write_value(custom_field("drop_down", **SEVERITIES), choice) == {"value": expected}


def test_labels_are_written_as_all_that_the_field_is_to_hold(custom_field):
    assert fields.write_value(custom_field("labels", **AREAS), ["API", "o-web"]) == {
        "value": ["o-api", "o-web"]
    }


def test_users_are_written_as_the_difference(custom_field):
    held = custom_field("users", [{"id": 1}, {"id": 2}])

    assert fields.write_value(held, [2, User(id=3)]) == {"value": {"add": [3], "rem": [1]}}


@pytest.mark.parametrize("kind", ["tasks", "list_relationship"])
def test_relationships_are_written_as_the_difference(custom_field, kind):
    held = custom_field(kind, [{"id": "a"}, {"id": "b"}])

    assert fields.write_value(held, ["b", TaskRef(id="c")]) == {"value": {"add": ["c"], "rem": ["a"]}}


def test_the_first_users_of_a_field_are_all_added(custom_field):
    assert fields.write_value(custom_field("users"), (1, 2)) == {"value": {"add": [1, 2], "rem": []}}


def test_progress_is_written_as_its_current_number(custom_field):
    assert fields.write_value(custom_field("manual_progress", start=10, end=30), 20) == {
        "value": {"current": 20}
    }


def test_a_location_is_written_as_given(custom_field):
    place = {"location": {"lat": -28.016667, "lng": 153.4}, "formatted_address": "Gold Coast QLD, Australia"}

    assert fields.write_value(custom_field("location"), place) == {"value": place}


def test_a_button_is_pressed(custom_field):
    assert fields.write_value(custom_field("button"), value=True) == {"value": True}


@pytest.mark.parametrize(
    "kind", ["formula", "automatic_progress", "attachment", "votes", "signature", "something_new"]
)
def test_what_the_api_cannot_fill_is_said(custom_field, kind):
    with pytest.raises(
        ValueError, match=rf"^field f-1 \(Amount\): ClickUp's API cannot fill the type {kind}$"
    ):
        fields.write_value(custom_field(kind), 1)


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", 5, "takes text, not 5"),
        ("url", None, "takes text, not None"),
        ("number", "5", "takes a number, not '5'"),
        ("number", True, "takes a number, not True"),
        ("currency", float("nan"), "takes a number, not nan"),
        ("currency", Decimal("Infinity"), "takes a number, not Decimal('Infinity')"),
        ("emoji", 6, "takes a whole number from 0 to 5, not 6"),
        ("emoji", -1, "takes a whole number from 0 to 5, not -1"),
        ("emoji", True, "takes a whole number from 0 to 5, not True"),
        ("checkbox", "true", "takes True or False, not 'true'"),
        ("button", False, "takes True, which presses it, not False"),
        ("date", date(2026, 2, 2), "takes a datetime with a time zone, not datetime.date(2026, 2, 2)"),
        ("date", datetime(2026, 2, 2), "a time for ClickUp needs a time zone"),  # noqa: DTZ001 - the point
        ("drop_down", "Blocker", "takes one of: Critical, Major, o-major, not 'Blocker'"),
        ("drop_down", 1, "takes one of: Critical, Major, o-major, not 1"),
        ("labels", "Major", "takes a list of all new values, not 'Major'"),
        ("users", ["183"], "takes user ids (numbers), not ['183']"),
        ("users", 183, "takes a list of all new values, not 183"),
        ("tasks", [183], "takes task ids (texts), not [183]"),
        ("manual_progress", 31, "takes a number from 10 to 30, not 31"),
        (
            "location",
            {"lat": 1},
            'takes {"location": {"lat": ..., "lng": ...}, "formatted_address": ...}, not {\'lat\': 1}',
        ),
    ],
)
def test_what_the_type_does_not_take_is_said(custom_field, kind, value, reason):
    field = custom_field(kind, count=5, start=10, end=30, **SEVERITIES)

    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared as a whole
        fields.write_value(field, value)

    assert str(caught.value) == f"field f-1 (Amount): {reason}"


def test_a_difference_to_what_cannot_be_read_is_not_guessed(custom_field):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the text is compared as a whole
        fields.write_value(custom_field("tasks", "odd"), ["a"])

    assert str(caught.value) == (
        "field f-1 (Amount): its current value cannot be read: it should hold a list but holds 'odd'"
    )


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("text", "words"),
        ("number", Decimal("12.5")),
        ("currency", Decimal(8000)),
        ("emoji", 4),
        ("checkbox", False),
        ("date", DAY),
        ("location", {"location": {"lat": 1, "lng": 2}, "formatted_address": "Here"}),
    ],
)
def test_what_is_written_reads_the_same(custom_field, kind, value):
    written = fields.write_value(custom_field(kind), value)["value"]

    assert fields.read(custom_field(kind, written)) == value


@given(
    kind=st.sampled_from(sorted(_WRITERS)),
    value=st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())),
)
def test_no_value_for_any_type_raises_anything_else(kind, value):
    field = CustomField.model_validate(
        {"id": "f-1", "name": "Amount", "type": kind, "type_config": SEVERITIES}
    )

    with suppress(ValueError):
        assert "value" in fields.write_value(field, value)
