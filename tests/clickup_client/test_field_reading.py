from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clickup_client import UnreadableFieldError, fields
from clickup_client.field_reading import _READERS
from clickup_client.models import CustomField, Group, Option, TaskRef, User

MAJOR = Option(id="o-major", name="Major", orderindex=1)
CRITICAL = Option(id="o-critical", name="Critical", orderindex=0)
SEVERITIES = {
    "options": [
        {"id": "o-critical", "name": "Critical", "color": None, "orderindex": 0},
        {"id": "o-major", "name": "Major", "color": None, "orderindex": 1},
    ]
}
AREAS = {
    "options": [
        {"id": "o-web", "label": "Web", "color": None},
        {"id": "o-api", "label": "API", "color": None},
    ]
}
OLIVIA = {"id": 183, "username": "Olivia Ops", "email": "ops@example.com", "color": "#fff", "initials": "OO"}
QA = {"id": "dd01f92f-48ca-446d-88a1-0beb0e8f5f14", "name": "QA", "members": []}
ACME = {
    "id": "86cx0000a",
    "name": "Acme",
    "status": "active",
    "color": "#fff",
    "access": True,
    "url": "https://...",
}


@pytest.mark.parametrize("kind", [*sorted(_READERS), "something_new"])
def test_a_field_that_was_never_filled_is_none_whatever_its_type(custom_field, kind):
    assert fields.read(custom_field(kind)) is None
    assert fields.read(custom_field(kind, None)) is None


@pytest.mark.parametrize("kind", ["text", "short_text", "url", "email", "phone"])
def test_text_is_text(custom_field, kind):
    assert fields.read(custom_field(kind, "https://example.com")) == "https://example.com"
    assert fields.read(custom_field(kind, "")) == ""


@pytest.mark.parametrize("kind", ["number", "currency"])
@pytest.mark.parametrize(
    ("value", "expected"), [(8, "8"), ("8000.50", "8000.50"), (0.1, "0.1"), ("-3", "-3"), (" 5 ", "5")]
)
def test_numbers_keep_their_digits(custom_field, kind, value, expected):
    read = fields.read(custom_field(kind, value))

    assert isinstance(read, Decimal)
    assert str(read) == expected


@pytest.mark.parametrize("kind", ["number", "currency", "emoji", "date", "drop_down"])
def test_empty_text_is_no_value_where_text_has_no_meaning(custom_field, kind):
    assert fields.read(custom_field(kind, "")) is None


@pytest.mark.parametrize("value", [4, "4", 4.0])
def test_a_rating_is_a_whole_number(custom_field, value):
    assert fields.read(custom_field("emoji", value)) == 4


@pytest.mark.parametrize(
    ("value", "expected"), [("12.5", Decimal("12.5")), (3, Decimal(3)), ("on time", "on time"), ("", None)]
)
def test_a_formula_is_a_number_or_else_text(custom_field, value, expected):
    assert fields.read(custom_field("formula", value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(True, True), ("true", True), ("TRUE", True), (False, False), ("false", False)]
)
def test_a_checkbox_is_checked_or_not(custom_field, value, expected):
    assert fields.read(custom_field("checkbox", value)) is expected


@pytest.mark.parametrize("value", ["1770004800000", 1770004800000])
def test_a_date_is_a_moment(custom_field, value):
    assert fields.read(custom_field("date", value)) == datetime(2026, 2, 2, 4, tzinfo=UTC)


@pytest.mark.parametrize(("value", "expected"), [(1, MAJOR), ("1", MAJOR), ("o-major", MAJOR), (0, CRITICAL)])
def test_a_choice_is_found_by_its_place_or_its_id(custom_field, value, expected):
    assert fields.read(custom_field("drop_down", value, **SEVERITIES)) == expected


def test_an_id_that_looks_like_a_place_is_an_id(custom_field):
    options = [{"id": "1", "name": "One", "orderindex": 0}, {"id": "0", "name": "Zero", "orderindex": 1}]

    assert fields.read(custom_field("drop_down", "1", options=options)).name == "One"


def test_choices_without_a_place_count_in_their_order(custom_field):
    assert fields.read(custom_field("drop_down", 1, **AREAS)) == Option(id="o-api", name="API")


def test_labels_are_the_chosen_options(custom_field):
    read = fields.read(custom_field("labels", ["o-api", "o-web"], **AREAS))

    assert [option.name for option in read] == ["API", "Web"]


def test_users_and_groups_of_users_are_told_apart(custom_field):
    assert fields.read(custom_field("users", [OLIVIA, QA])) == (
        User(id=183, username="Olivia Ops", email="ops@example.com"),
        Group(id="dd01f92f-48ca-446d-88a1-0beb0e8f5f14", name="QA"),
    )


def test_clickbot_is_a_user_in_a_field_too(custom_field):
    assert fields.read(custom_field("users", [{"id": -1}])) == (User(id=-1),)


def test_one_user_may_come_without_a_list(custom_field):
    assert fields.read(custom_field("users", OLIVIA))[0].id == 183


@pytest.mark.parametrize("kind", ["tasks", "list_relationship"])
def test_relationships_are_tasks(custom_field, kind):
    assert fields.read(custom_field(kind, [ACME])) == (TaskRef(id="86cx0000a", name="Acme"),)


def test_a_related_task_that_the_token_may_not_see_has_no_name(custom_field):
    assert fields.read(custom_field("tasks", [{"id": "86cx0000a", "access": False}])) == (
        TaskRef(id="86cx0000a"),
    )


def test_a_related_task_may_be_deleted(custom_field):
    assert fields.read(custom_field("tasks", [ACME | {"deleted": True}]))[0].deleted


@pytest.mark.parametrize("kind", ["labels", "users", "tasks", "list_relationship"])
def test_nothing_chosen_is_an_empty_tuple(custom_field, kind):
    assert fields.read(custom_field(kind, [])) == ()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("manual_progress", {"current": "20", "percent_completed": 0.5}),
        ("automatic_progress", {"percent_complete": 50}),
        (
            "location",
            {"location": {"lat": -28.0, "lng": 153.4}, "formatted_address": "Gold Coast QLD, Australia"},
        ),
        ("attachment", [{"id": "a.csv", "title": "report.csv", "url": "https://example.com/a.csv"}]),
        ("votes", {"vote_count": 2}),
        ("signature", {"signed": True}),
        ("button", True),
        ("something_new", [{"any": "thing"}]),
        ("something_new", 5),
    ],
)
def test_types_without_a_shape_of_their_own_are_given_as_sent(custom_field, kind, value):
    assert fields.read(custom_field(kind, value)) == value


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("text", 5, "should hold text but holds 5"),
        ("number", "many", "should hold a number but holds 'many'"),
        ("number", True, "should hold a number but holds True"),
        ("number", [], "should hold a number but holds []"),
        ("currency", "NaN", "should hold a number but holds 'NaN'"),
        ("currency", "Infinity", "should hold a number but holds 'Infinity'"),
        ("emoji", 4.5, "should hold a whole number but holds 4.5"),
        ("formula", {"error": "#N/A"}, "should hold text but holds {'error': '#N/A'}"),
        ("checkbox", "maybe", "should hold true or false but holds 'maybe'"),
        ("checkbox", 1, "should hold true or false but holds 1"),
        ("date", "tomorrow", "should hold a date but holds 'tomorrow'"),
        ("drop_down", 7, "holds a choice that it does not offer: 7"),
        ("drop_down", "o-gone", "holds a choice that it does not offer: 'o-gone'"),
        ("drop_down", True, "holds a choice that it does not offer: True"),
        ("labels", ["o-web", "o-gone"], "holds a choice that it does not offer: 'o-gone'"),
        ("labels", "o-web", "should hold a list but holds 'o-web'"),
        ("users", ["183"], "should hold a list of objects but holds ['183']"),
        ("users", [{"username": "x"}], "should hold what its type allows but holds [{'username': 'x'}]"),
        ("tasks", 5, "should hold a list but holds 5"),
        ("tasks", [{}], "should hold what its type allows but holds [{}]"),
        ("location", "here", "should hold an object but holds 'here'"),
        ("manual_progress", 20, "should hold an object but holds 20"),
        ("url", ["x" * 100], "should hold text but holds ['" + "x" * 58 + "..."),
    ],
)
def test_what_the_type_does_not_allow_is_said_and_not_guessed(custom_field, kind, value, reason):
    config = AREAS if kind == "labels" else SEVERITIES

    with pytest.raises(UnreadableFieldError) as caught:
        fields.read(custom_field(kind, value, **config))

    assert str(caught.value) == f"field f-1 (Amount): {reason}"
    assert (caught.value.field_id, caught.value.field_name, caught.value.reason) == ("f-1", "Amount", reason)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(kind=st.sampled_from([*sorted(_READERS), "something_new"]), value=json_values)
def test_no_value_of_any_type_raises_anything_else(kind, value):
    field = CustomField.model_validate(
        {"id": "f-1", "name": "Amount", "type": kind, "type_config": SEVERITIES, "value": value}
    )

    with suppress(UnreadableFieldError):
        fields.read(field)


@pytest.mark.parametrize(("value", "name"), [(0, "Minor"), (1, "Major"), (1.5, "Major"), ("2", "Critical")])
def test_a_choice_between_two_whole_numbers_is_found_by_its_place(custom_field, value, name):
    options = [
        {"id": each, "name": each, "orderindex": index}
        for each, index in (("Minor", 0.5), ("Major", 1.5), ("Critical", 2.0))
    ]

    assert fields.read(custom_field("drop_down", value, options=options)).name == name
