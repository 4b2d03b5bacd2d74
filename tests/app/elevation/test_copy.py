"""Values of fields on their way from one list to another."""

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from app.bot import Bot
from app.elevation import copy
from app.process.file import load_process
from app.ticket import field_values
from clickup_client.fields import write_value
from clickup_client.models import CustomField, Task

PROCESS = load_process(None)
OPTIONS = {"options": [{"id": "o1", "name": "Major", "orderindex": 0}]}


def field(kind, value=None, *, name="Somewhere", config=None, **more):
    data = {"id": "f-1", "name": name, "type": kind, "type_config": config or {}} | more
    return CustomField.model_validate(data if value is None else data | {"value": value})


def copied(*fields, copies):
    task = Task.model_validate(
        {"id": "t", "status": "open", "list": {"id": "1"}, "custom_fields": [f.model_dump() for f in fields]}
    )
    settings = PROCESS.elevation.model_copy(update={"copies": copies})
    return copy.read_values(settings, task)


@pytest.mark.parametrize(
    ("there", "plain", "here", "sent"),
    [
        (field("text", "Since Monday."), "Since Monday.", field("short_text"), "Since Monday."),
        (field("drop_down", 0, config=OPTIONS), "Major", field("drop_down", config=OPTIONS), "o1"),
        (field("drop_down", 0, config=OPTIONS), "Major", field("text"), "Major"),
        (field("checkbox", "false"), False, field("checkbox"), False),
        (field("number", "12.50"), "12.50", field("currency"), 12.5),
        (
            field("date", "1770004800000"),
            "2026-02-02T04:00:00+00:00",
            field("date"),
            1770004800000,
        ),
    ],
)
def test_a_value_arrives_as_it_was(there, plain, here, sent):
    assert copied(there, copies={"Here": "Somewhere"}).values == {"Here": plain}
    assert write_value(here, field_values.as_written(here, plain))["value"] == sent


def test_an_empty_field_is_no_loss():
    assert copied(field("text"), copies={"Here": "Somewhere"}) == copy.Copied({}, ())


def test_a_field_that_is_not_there_is_named():
    assert copied(field("text", "x"), copies={"Here": "Nowhere"}).left_out == ("Here",)


def test_a_field_that_holds_nonsense_is_named():
    assert copied(field("number", "many"), copies={"Here": "Somewhere"}).left_out == ("Here",)


@pytest.mark.parametrize(
    ("here", "value"),
    [(field("date"), "soon"), (field("date"), 5), (field("number"), "many"), (field("number"), ["1"])],
)
def test_what_a_field_cannot_hold_is_refused(here, value):
    with pytest.raises(ValueError, match=r"."):
        field_values.as_written(here, value)


def test_numbers_and_dates_are_made_of_plain_values():
    assert field_values.as_written(field("number"), "12") == Decimal(12)
    assert field_values.as_written(field("date"), "2026-02-02T04:00:00+00:00") == datetime(
        2026, 2, 2, 4, tzinfo=UTC
    )


def test_a_field_here_is_found_by_its_id_first():
    data = dict(PROCESS.data)
    data["Severity"] = data["Severity"].model_copy(update={"id": "f-9"})
    process = PROCESS.model_copy(update={"data": data})
    by_name, by_id = field("text", name="Severity"), field("text", name="Weight", id="f-9")

    assert field_values.field_here(process, "severity", [by_name, by_id]) == by_id
    assert field_values.field_here(process, "severity", [by_name]) == by_name
    assert field_values.field_here(process, "Severity", []) is None


class InTwoZones:
    """As much of a bot as a date takes; people are in Tokyo, its account is in UTC."""

    day_set, moment_of = Bot.day_set, Bot.moment_of
    zone, account_zone = ZoneInfo("Asia/Tokyo"), ZoneInfo("UTC")


def test_a_date_is_copied_as_the_day_that_was_set():
    in_tokyo = datetime(2026, 2, 2, 4, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert field_values.copied(InTwoZones(), field("date"), in_tokyo.isoformat()) == datetime(
        2026, 2, 2, 4, tzinfo=UTC
    )
    assert field_values.copied(InTwoZones(), field("text"), "x") == "x"
