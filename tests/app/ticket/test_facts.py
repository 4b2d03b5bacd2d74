"""From ClickUp's fields to the rules' values: what cannot be read is Unread, with the reason people see."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import product
from types import SimpleNamespace

import pytest
import requests
import responses

from app import pull_requests
from app.bot import Bot
from app.ticket import facts
from app.ticket.facts import CLICKUP_TYPES, gather
from app.workspace.account_zone import AccountZone
from app.workspace.answers import Answers
from clickup_client.models import Task
from rules.process.process import Process
from rules.ticket import MergeState, PullRequest, Unread, Unusable

DATUM_TYPES = sorted(CLICKUP_TYPES)
CLICKUP_FIELD_TYPES = (
    "text",
    "short_text",
    "url",
    "email",
    "phone",
    "number",
    "currency",
    "emoji",
    "formula",
    "checkbox",
    "date",
    "drop_down",
    "labels",
    "users",
    "tasks",
    "list_relationship",
    "manual_progress",
    "automatic_progress",
    "location",
    "attachment",
    "votes",
    "signature",
    "button",
)
OPTIONS = {
    "options": [{"id": "o1", "name": "Yes", "orderindex": 0}, {"id": "o2", "name": "No", "orderindex": 1}]
}
MISSING = object()


class Reads:
    """As much of a bot as reading takes."""

    day_of, day_set, moment_of = Bot.day_of, Bot.day_set, Bot.moment_of
    zone, account_zone = Bot.zone, Bot.account_zone
    directory, answers = SimpleNamespace(account=AccountZone()), Answers()

    def __init__(self, data, zone="UTC", providers=(), session=None):
        self.process = Process.model_validate(
            {
                "process": "Support",
                "lists": {"tickets": "Tickets"},
                "calendar": {"time zone": zone},
                "data": data,
                "stages": [{"stage": "Open", "status": "open"}],
            }
        )
        self.providers, self.session = providers, session


def field(kind, value=MISSING, *, name="Field", config=None):
    filled = {} if value is MISSING else {"value": value}
    return {"id": "f1", "name": name, "type": kind, "type_config": config or OPTIONS, **filled}


def task(*custom_fields, **more):
    return Task.model_validate(
        {
            "id": "t1",
            "status": {"status": "open"},
            "list": {"id": "1"},
            "custom_fields": custom_fields,
            **more,
        }
    )


def value_of(datum_type, clickup_type, value=MISSING, *, zone="UTC", config=None):
    bot = Reads({"Datum": {"field": "Field", "type": datum_type}}, zone)
    return gather(bot, task(field(clickup_type, value, config=config)), ["Datum"]).values["Datum"]


def milliseconds(moment):
    return str(int(moment.timestamp() * 1000))


@pytest.mark.parametrize(
    ("datum_type", "clickup_type"),
    [pair for pair in product(DATUM_TYPES, CLICKUP_FIELD_TYPES) if pair[1] not in CLICKUP_TYPES[pair[0]]],
)
def test_a_field_of_a_type_that_cannot_hold_the_datum_is_unread(datum_type, clickup_type):
    assert value_of(datum_type, clickup_type, "x") == Unread(
        f'the field "Field" has the type {clickup_type} in ClickUp, but the process file expects {datum_type}'
    )


@pytest.mark.parametrize(
    ("datum_type", "clickup_type"),
    [pair for pair in product(DATUM_TYPES, CLICKUP_FIELD_TYPES) if pair[1] in CLICKUP_TYPES[pair[0]]],
)
def test_a_field_that_was_never_filled_is_none(datum_type, clickup_type):
    assert value_of(datum_type, clickup_type) is None
    assert value_of(datum_type, clickup_type, None) is None


@pytest.mark.parametrize("datum_type", DATUM_TYPES)
def test_a_field_that_the_list_does_not_have_is_unread(datum_type):
    bot = Reads({"Datum": {"field": "Field", "type": datum_type}})

    assert gather(bot, task(), ["Datum"]).values == {
        "Datum": Unread(
            'this list no longer has a field named "Field" in ClickUp, or Stagegate may not see it'
        )
    }


@pytest.mark.parametrize(
    ("datum_type", "clickup_type", "value", "expected"),
    [
        ("text", "text", "It works.", "It works."),
        ("text", "short_text", "", ""),
        ("text", "email", "a@b.example", "a@b.example"),
        ("text", "phone", "+49 30 1", "+49 30 1"),
        ("url", "url", "https://x.example", "https://x.example"),
        ("number", "number", "5", Decimal(5)),
        ("number", "currency", 5.25, Decimal("5.25")),
        ("number", "emoji", 3, 3),
        ("number", "formula", "7", Decimal(7)),
        ("drop_down", "drop_down", 1, "No"),
        ("drop_down", "drop_down", "o1", "Yes"),
        ("labels", "labels", ["o2", "o1"], ("No", "Yes")),
        ("labels", "labels", [], ()),
        ("checkbox", "checkbox", "false", False),
        ("checkbox", "checkbox", True, True),
        ("yes_no", "checkbox", "true", True),
        ("yes_no", "checkbox", False, False),
        ("yes_no", "drop_down", 0, "Yes"),
        ("yes_no", "drop_down", "o2", "No"),
        (
            "people",
            "users",
            [{"id": 5, "username": "Olivia"}, {"id": 6, "email": "q@x.example"}],
            ("Olivia", "q@x.example"),
        ),
        ("people", "users", [{"id": 7}], ("7",)),
        ("people", "users", [{"id": "a-group", "name": "QA"}], ("QA",)),
        ("relationship", "list_relationship", [{"id": "c1", "name": "Acme"}], ("Acme",)),
        ("relationship", "tasks", [{"id": "c1"}], ("c1",)),
        ("pull_request", "url", "", ""),
        ("pull_request", "url", "   ", "   "),
    ],
)
def test_a_filled_field_has_the_value_of_its_datum(datum_type, clickup_type, value, expected):
    assert value_of(datum_type, clickup_type, value) == expected


@pytest.mark.parametrize(
    ("datum_type", "clickup_type", "value", "reason"),
    [
        ("text", "text", 5, 'the field "Field" should hold text but holds 5'),
        ("checkbox", "checkbox", "maybe", "the field \"Field\" should hold true or false but holds 'maybe'"),
        ("date", "date", "soon", "the field \"Field\" should hold a date but holds 'soon'"),
        ("number", "number", "NaN", "the field \"Field\" should hold a number but holds 'NaN'"),
        (
            "relationship",
            "tasks",
            ["c1"],
            "the field \"Field\" should hold a list of objects but holds ['c1']",
        ),
        ("people", "users", "olivia", "the field \"Field\" should hold a list but holds 'olivia'"),
    ],
)
def test_a_field_that_holds_nonsense_is_unread(datum_type, clickup_type, value, reason):
    assert value_of(datum_type, clickup_type, value) == Unread(reason)


def test_a_field_is_found_by_its_id_and_in_other_capitals():
    for name in ("f1", "field", "FIELD"):
        bot = Reads({"Datum": {"field": name, "type": "text"}})
        assert gather(bot, task(field("text", "x")), ["Datum"]).values == {"Datum": "x"}


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", datetime(2026, 12, 3, 4, tzinfo=UTC), date(2026, 12, 3)),
        # 04:00 in the zone of the person who set it, who is a colleague a few hours away.
        ("Europe/Berlin", datetime(2026, 12, 3, 3, tzinfo=UTC), date(2026, 12, 3)),
        ("Europe/Berlin", datetime(2026, 7, 3, 2, tzinfo=UTC), date(2026, 7, 3)),
        ("America/Los_Angeles", datetime(2026, 12, 3, 12, tzinfo=UTC), date(2026, 12, 3)),
        # Far from UTC the day is another one there than in London.
        ("Pacific/Auckland", datetime(2026, 12, 2, 15, tzinfo=UTC), date(2026, 12, 3)),
        ("Pacific/Kiritimati", datetime(2026, 12, 2, 14, tzinfo=UTC), date(2026, 12, 3)),
        ("Pacific/Pago_Pago", datetime(2026, 12, 3, 15, tzinfo=UTC), date(2026, 12, 3)),
        # The days on which clocks change.
        ("Europe/Berlin", datetime(2026, 3, 29, 2, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Berlin", datetime(2026, 10, 25, 3, tzinfo=UTC), date(2026, 10, 25)),
        ("America/New_York", datetime(2026, 11, 1, 9, tzinfo=UTC), date(2026, 11, 1)),
        ("Europe/Berlin", datetime(2026, 12, 2, 23, 30, tzinfo=UTC), date(2026, 12, 3)),
    ],
)
def test_dates_are_days_in_the_time_zone_of_the_process(zone, moment, day):
    bot = Reads({"Day": {"field": "Field", "type": "date"}, "Due": {"task": "due_date"}}, zone)
    ticket = task(field("date", milliseconds(moment)), due_date=milliseconds(moment))

    assert gather(bot, ticket, ["Day", "Due"]).values == {"Day": day, "Due": day}


@pytest.mark.parametrize(
    "zone",
    ["UTC", "Europe/Berlin", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"],
)
def test_a_day_that_is_written_is_read_as_the_same_day_all_year(zone):
    bot = Reads({"Due": {"task": "due_date"}}, zone)
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(366)]

    assert [bot.day_of(bot.moment_of(day)) for day in days] == days
    assert {bot.moment_of(day).astimezone(bot.zone).hour for day in days} == {4}


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "UTC"])
@pytest.mark.parametrize(
    ("value", "day"), [(10**17, date(9999, 12, 31)), (-(10**17), date(1, 1, 1)), (0, date(1970, 1, 1))]
)
def test_a_year_that_no_calendar_has_is_the_last_or_first_day_there_is(zone, value, day):
    bot = Reads({"Due": {"task": "due_date"}}, zone)
    due = gather(bot, task(due_date=value), ["Due"]).values["Due"]

    assert abs(due - day) <= timedelta(days=1)


def test_the_priority_is_its_number_and_none_without_one():
    bot = Reads({"Priority": {"task": "priority"}})

    assert gather(bot, task(priority={"id": "2", "priority": "high"}), ["Priority"]).values == {"Priority": 2}
    assert gather(bot, task(priority=None), ["Priority"]).values == {"Priority": None}


def test_no_due_date_is_none():
    assert gather(Reads({"Due": {"task": "due_date"}}), task(), ["Due"]).values == {"Due": None}


def test_only_what_is_asked_for_is_read():
    bot = Reads({"Datum": {"field": "Field", "type": "text"}, "Due": {"task": "due_date"}})

    assert gather(bot, task(), ["Due"]).values == {"Due": None}


@pytest.mark.parametrize("value", [None, []])
def test_nothing_linked_is_none(value):
    bot = Reads({"Tier": {"field": "Company", "then": "Company Tier"}})

    assert gather(bot, task(field("list_relationship", value, name="Company")), ["Tier"]).values == {
        "Tier": None
    }


def test_a_relationship_that_is_no_relationship_is_unread():
    bot = Reads({"Tier": {"field": "Company", "then": "Company Tier"}})

    assert gather(bot, task(field("text", "Acme", name="Company")), ["Tier"]).values["Tier"] == Unread(
        'the field "Company" has the type text in ClickUp, but the process file expects relationship'
    )


def test_a_linked_company_that_clickup_says_is_deleted_is_unusable():
    bot = Reads({"Tier": {"field": "Company", "then": "Company Tier"}})
    linked = [{"id": "c1", "name": "Acme", "deleted": True}]

    assert gather(bot, task(field("tasks", linked, name="Company")), ["Tier"]).values["Tier"] == Unusable(
        'the linked company "Acme" no longer exists in ClickUp'
    )


def test_of_several_linked_companies_the_first_that_exists_counts(monkeypatch):
    bot = Reads({"Tier": {"field": "Company", "then": "Company Tier"}})
    linked = [{"id": "c1", "deleted": True}, {"id": "c2"}, {"id": "c3"}]
    monkeypatch.setattr(facts.companies, "value_of", lambda _bot, ref, name, **_: f"{name} of {ref.id}")

    found = gather(bot, task(field("tasks", linked, name="Company")), ["Tier"])

    assert found.values == {"Tier": "Company Tier of c2"}


def test_a_pull_request_is_looked_up_only_where_its_state_is_needed():
    address = "https://github.com/usheru/website/pull/1"
    providers = (pull_requests.github(api_url="https://api.github.com", token="t"),)
    data = {"Pull Request": {"field": "Field", "type": "pull_request"}}
    with requests.Session() as session, responses.RequestsMock() as mocked:
        bot = Reads(data, providers=providers, session=session)
        ticket = task(field("url", address))
        assert gather(bot, ticket, ["Pull Request"]).values["Pull Request"] == (PullRequest(address),)

        mocked.get("https://api.github.com/repos/usheru/website/pulls/1", json={"state": "open"})
        found = gather(bot, ticket, ["Pull Request"], lookups=frozenset({"Pull Request"}))
        assert found.values["Pull Request"] == (PullRequest(address, MergeState.OPEN),)
        assert found.away == frozenset()


def test_a_provider_that_is_away_is_unread_and_named_as_away(monkeypatch):
    address = "https://github.com/usheru/website/pull/1"
    data = {"Pull Request": {"field": "Field", "type": "pull_request"}}
    monkeypatch.setattr(facts.pull_requests, "look_up", away)
    bot = Reads(data, providers=(pull_requests.github(api_url="https://api.github.com", token="t"),))

    found = gather(bot, task(field("url", address)), ["Pull Request"], lookups=frozenset({"Pull Request"}))

    assert found.values["Pull Request"] == (PullRequest(address, Unread("GitHub answered 503")),)
    assert found.away == {"Pull Request"}
    assert found.hosts == {"GitHub"}


def away(*_args, **_kwargs):
    raise pull_requests.ProviderAwayError("GitHub answered 503", host="GitHub")


def test_what_is_no_address_of_a_pull_request_is_unusable():
    found = value_of("pull_request", "url", "pull request 7")

    assert found == Unusable('"pull request 7" is not the address of a pull request')


@pytest.mark.parametrize(("kind", "value"), [("drop_down", 9), ("yes_no", 9), ("labels", ["o9"])])
def test_an_option_that_was_deleted_is_to_be_chosen_again(kind, value):
    found = value_of(kind, "drop_down" if kind == "yes_no" else kind, value)

    assert found == Unusable("the option that was chosen no longer exists in ClickUp")


@pytest.mark.parametrize("kind", ["checkbox", "drop_down"])
def test_which_field_takes_a_yes_or_a_no_is_known(kind):
    bot = Reads({"Data": {"field": "Field", "type": "yes_no"}})

    assert gather(bot, task(field(kind)), ["Data"]).fields == {"Data": kind}


def test_a_yes_or_no_field_that_is_gone_is_not_known():
    bot = Reads({"Data": {"field": "Field", "type": "yes_no"}})

    assert gather(bot, task(), ["Data"]).fields == {}


@pytest.mark.parametrize("value", ["soon", {"a": 1}])
def test_a_mirror_field_that_holds_nonsense_is_unread(value):
    found = facts.read_moment(facts.field_of(task(field("date", value)), "Field", "date", field_id=None))

    assert isinstance(found, Unread)
