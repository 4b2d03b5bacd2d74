"""Custom fields: written as ClickUp wants them, read as ClickUp gives them."""

import pytest

MARCH_20_NOON_UTC = 1774008000000


@pytest.fixture
def set_field(call):
    def set_field(field_id, value, *, status=200, **body):
        return call("POST", f"/api/v2/task/t1/field/{field_id}", {"value": value, **body}, status=status)

    return set_field


def test_a_field_that_was_never_filled_has_no_value(field_of):
    assert "value" not in field_of("f-notes")
    assert "value" not in field_of("f-checked")


@pytest.mark.parametrize(
    ("field_id", "sent", "read"),
    [
        ("f-severity", "o-minor", 1),
        ("f-severity", 0, 0),
        ("f-notes", "words", "words"),
        ("f-checked", True, "true"),
        ("f-checked", False, "false"),
        ("f-checked", "true", "true"),
        ("f-score", 12, "12"),
        ("f-score", "1.5", "1.5"),
        ("f-target", MARCH_20_NOON_UTC, "1773975600000"),
        ("f-areas", ["l-web", "l-api"], ["l-web", "l-api"]),
        ("f-email", "a@b.example", "a@b.example"),
        ("f-link", "https://example.com/a", "https://example.com/a"),
        ("f-stars", 2, 2),
        ("f-progress", {"current": 40}, {"percent_completed": 0.4, "current": "40"}),
        ("f-place", {"location": {"lat": 1.5, "lng": 2}}, {"location": {"lat": 1.5, "lng": 2}}),
    ],
)
def test_a_value_is_read_as_clickup_gives_it_back(set_field, field_of, field_id, sent, read):
    assert set_field(field_id, sent) == {}

    assert field_of(field_id)["value"] == read


def test_a_date_with_its_time_keeps_it(set_field, field_of):
    set_field("f-target", MARCH_20_NOON_UTC, value_options={"time": True})

    assert field_of("f-target")["value"] == str(MARCH_20_NOON_UTC)


def test_people_are_added_and_removed(set_field, field_of):
    set_field("f-reviewers", {"add": [2, 3]})
    set_field("f-reviewers", {"add": [1], "rem": [2]})

    assert [user["username"] for user in field_of("f-reviewers")["value"]] == ["Theo Tech", "Bot"]


def test_a_relationship_shows_the_other_task(set_field, field_of):
    set_field("f-company", {"add": ["c1"]})

    (company,) = field_of("f-company")["value"]
    assert (company["id"], company["name"], company["status"], company["deleted"]) == (
        "c1",
        "Initech",
        "active",
        False,
    )


def test_a_relationship_to_a_deleted_task_stays_and_says_so(set_field, field_of, call):
    set_field("f-company", {"add": ["c1"]})
    call("DELETE", "/api/v2/task/c1", status=204)

    assert field_of("f-company")["value"][0]["deleted"] is True


@pytest.mark.parametrize(
    ("field_id", "value", "code"),
    [
        ("f-severity", "Major", "FIELD_011"),
        ("f-severity", 7, "FIELD_011"),
        ("f-severity", True, "FIELD_011"),
        ("f-areas", "l-api", "FIELD_020"),
        ("f-areas", ["nothing"], "FIELD_011"),
        ("f-notes", 5, "FIELD_015"),
        ("f-email", "nobody", "FIELD_016"),
        ("f-score", "many", "FIELD_025"),
        ("f-score", True, "FIELD_025"),
        ("f-checked", "yes", "FIELD_014"),
        ("f-reviewers", [2], "FIELD_019"),
        ("f-reviewers", {"add": 2}, "FIELD_019"),
        ("f-reviewers", {"add": [99]}, "ITEM_098"),
        ("f-stars", 4, "FIELD_021"),
        ("f-place", "here", "FIELD_022"),
    ],
)
def test_a_value_that_does_not_fit_is_a_bad_request(set_field, field_of, field_id, value, code):
    assert set_field(field_id, value, status=400)["ECODE"] == code
    assert "value" not in field_of(field_id)


def test_a_linked_task_must_be_there(set_field):
    set_field("f-company", {"add": ["nothing"]}, status=401)


def test_a_field_of_other_lists_is_refused(set_field):
    assert set_field("f-nothing", 1, status=400)["ECODE"] == "FIELD_115"


def test_what_is_no_date_breaks(set_field):
    assert set_field("f-target", "tomorrow", status=500)["ECODE"] == "FIELD_017"


def test_what_is_no_url_is_dropped_or_refused(set_field, field_of, call):
    """recorded.md, "Refusals": a weak source says that it is dropped, so that both answers can be had."""
    set_field("f-link", "https://acme.example")
    set_field("f-link", "not a link")
    assert field_of("f-link")["value"] == "https://acme.example"

    call("POST", "/sandbox/behaviours", {"url_fields_drop_other_text": False})
    assert set_field("f-link", "not a link", status=400)["ECODE"] == "FIELD_018"


def test_a_date_is_snapped_or_not_and_in_whose_zone(set_field, field_of, call):
    """recorded.md, "Time zones": whether custom dates are snapped is unproven."""
    set_field("f-target", 1774008000000)
    assert field_of("f-target")["value"] == "1773975600000"  # 04:00 in Olivia's Berlin

    call("POST", "/sandbox/behaviours", {"custom_dates_snapped": False})
    set_field("f-target", 1774008000000)
    assert field_of("f-target")["value"] == "1774008000000"


def test_a_cleared_field_has_no_value_again(set_field, field_of, call):
    set_field("f-notes", "words")

    assert call("DELETE", "/api/v2/task/t1/field/f-notes") == {}

    assert "value" not in field_of("f-notes")


def test_a_cleared_checkbox_is_null(set_field, field_of, call):
    set_field("f-checked", "true")
    call("DELETE", "/api/v2/task/t1/field/f-checked")

    assert field_of("f-checked")["value"] is None


def test_a_cleared_text_has_no_value(set_field, field_of):
    set_field("f-notes", "words")
    set_field("f-notes", "")

    assert "value" not in field_of("f-notes")


def test_a_field_can_be_renamed_or_removed_only_by_hand(call, field_of):
    call("POST", "/sandbox/fields/f-notes", {"name": "Remarks"})
    assert field_of("f-notes")["name"] == "Remarks"

    call("DELETE", "/sandbox/fields/f-notes", status=204)
    assert "f-notes" not in {each["id"] for each in call("GET", "/api/v2/list/1000/field")["fields"]}
    call("POST", "/api/v2/task/t1/field/f-notes", {"value": "x"}, status=400)


def test_a_renamed_status_keeps_its_id_and_its_tickets(call):
    before = call("GET", "/api/v2/task/t1")["status"]
    call("POST", f"/sandbox/lists/1000/statuses/{before['status']}", {"name": "Another name"})

    assert call("GET", "/api/v2/task/t1")["status"] == {**before, "status": "Another name"}
    assert {**before, "status": "Another name"} in call("GET", "/api/v2/list/1000")["statuses"]
    call("POST", "/sandbox/lists/1000/statuses/nowhere", {"name": "x"}, status=404)
