"""The bot's account, the process and people may be anywhere: the day that someone set stays that day."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import requests
from sqlalchemy import update

from app.elevation import relay
from app.reconcile import poll
from app.store import key_values, tables, tickets
from app.web import inbox
from app.workspace import directory
from app.workspace.account_zone import AccountZone
from clickup_client.times import from_milliseconds, to_milliseconds
from rules.dates import local_day, moment_of_day
from tests.app.dates import DAY, OTHER
from tests.app.people import BOT, PEOPLE

pytest_plugins = ["tests.app.first_level_tickets"]

FIELD = "Estimated Delivery Date"
#: More than that is no round that ends.
ROUNDS = 12

#: The zone of the process, and that of the account.
PAIRS = [
    ("Asia/Tokyo", "UTC"),
    ("America/Los_Angeles", "Asia/Tokyo"),
    ("Pacific/Honolulu", "Pacific/Auckland"),
    ("Europe/Berlin", "America/New_York"),
]


@pytest.fixture
def live(workspace):
    """Let the process, the bot and the people live in time zones."""

    def live(home, account, *, told=True):
        move(workspace, BOT, account)
        for person in PEOPLE.values():
            move(workspace, person, home)
        calendar = workspace.bot.process.calendar.model_copy(update={"time_zone": home})
        workspace.change_process(calendar=calendar)
        believed = AccountZone(account if told else "UTC")
        workspace.use(directory=replace(workspace.bot.directory, account=believed))

    return live


@pytest.fixture
def parcels(sandbox, workspace):
    """What ClickUp tells the bot, as it comes."""
    parcels = []
    workspace.bot.client.create_webhook(
        workspace.bot.directory.workspace_id, endpoint="http://127.0.0.1:1/", events=["*"]
    )
    sandbox.sandbox.deliveries.send = parcels.append
    return parcels


@pytest.fixture
def run(workspace, parcels):
    """Let the bot hear and do everything until there is nothing left; how many dates it wrote."""

    def run(ticket):
        before = dates_written(workspace)
        for _ in range(ROUNDS):
            heard, parcels[:] = parcels[:], []
            for parcel in heard:
                inbox.keep(inbox.Inbox(workspace.bot.engine), inbox.read(inbox.parse(parcel.body)))
            workspace.settle(ticket)
            if not parcels:
                return dates_written(workspace) - before
        pytest.fail("it never ends")

    return run


def dates_written(workspace):
    calls = workspace.calls()["by_call"]
    writes = ("PUT /api/v2/task/{task_id}", "POST /api/v2/task/{task_id}/field/{field_id}")
    return sum(calls.get(call, 0) for call in writes)


def move(workspace, user, zone):
    url = f"{workspace.url}/sandbox/users/{user}"
    requests.post(url, json={"time_zone": zone}, timeout=120).raise_for_status()


def set_day(workspace, ticket, day, zone, *, by="pm", place="due_date", **more):
    """Choose a day, as ClickUp's calendar does it in the person's own zone."""
    moment = to_milliseconds(moment_of_day(day, ZoneInfo(zone)))
    if place == "due_date":
        workspace.api("PUT", f"/task/{ticket}", by=by, due_date=moment, due_date_time=False, **more)
    else:
        workspace.api("POST", f"/task/{ticket}/field/{workspace.fields[FIELD].id}", by=by, value=moment)


def kept(workspace, ticket):
    """The moments at which ClickUp keeps the due date and the field."""
    due, mirror = workspace.task(ticket)["due_date"], workspace.field(ticket, FIELD).value
    return tuple(None if each is None else from_milliseconds(each) for each in (due, mirror))


def poll_from_now_on(workspace):
    """As if the last poll had just ended, so that the next one need not adopt everything."""
    found, now = workspace.bot.directory, workspace.clock.now.isoformat()
    with workspace.bot.engine.begin() as connection:
        for list_id in (found.tickets_list, found.companies_list, found.first_level_list):
            key_values.put(connection, f"poll:{list_id}", now)


def agreed(bot, ticket):
    with bot.engine.begin() as connection:
        return tickets.get(connection, ticket).agreed_day


@pytest.mark.parametrize(("home", "account"), PAIRS)
def test_a_due_date_is_written_once_and_stays_that_day(workspace, ready, live, run, home, account):
    ticket = ready("estimating", due=None)
    live(home, account)

    set_day(workspace, ticket, OTHER, home)

    assert run(ticket) == 1
    assert kept(workspace, ticket) == (
        moment_of_day(OTHER, ZoneInfo(home)),
        moment_of_day(OTHER, ZoneInfo(account)),
    )
    assert agreed(workspace.bot, ticket) == OTHER
    poll_from_now_on(workspace)
    poll.poll_lists(workspace.bot)
    assert run(ticket) == 0


@pytest.mark.parametrize(("home", "account"), PAIRS[:2])
def test_a_day_in_the_field_is_written_once_to_the_due_date(workspace, ready, live, run, home, account):
    ticket = ready("estimating", due=None)
    live(home, account)

    set_day(workspace, ticket, OTHER, home, place="field")

    assert run(ticket) == 1
    assert kept(workspace, ticket)[0] == moment_of_day(OTHER, ZoneInfo(account))
    assert agreed(workspace.bot, ticket) == OTHER


def test_the_client_is_told_that_day_once_and_sees_it_on_their_ticket(
    workspace, ready, live, run, client_ticket, clock
):
    there = client_ticket(status="elevating")
    ticket = ready("estimating", due=None, linked=there)
    live("Asia/Tokyo", "UTC")
    set_day(workspace, ticket, OTHER, "Asia/Tokyo")
    run(ticket)
    workspace.drag(ticket, "fixing", by="pm")
    run(ticket)

    for _ in range(3):
        workspace.settle_notices(ticket)
        relay.work_relays(workspace.bot, ticket)
        clock.forward(minutes=5)
        run(ticket)

    (mail,) = workspace.emails()
    assert "10 December 2026" in mail["body"]
    assert workspace.task(there)["due_date"] == str(to_milliseconds(moment_of_day(OTHER, ZoneInfo("UTC"))))


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize("setter", ["America/Los_Angeles", "Australia/Sydney", "Asia/Kathmandu"])
def test_someone_elsewhere_sets_the_day_that_they_see(workspace, ready, live, run, parcels, setter, heard):
    ticket = ready("estimating", due=None)
    poll_from_now_on(workspace)
    live("Europe/Berlin", "Europe/Berlin")
    move(workspace, PEOPLE["pm"], setter)
    set_day(workspace, ticket, OTHER, setter)
    if not heard:
        parcels.clear()
        workspace.clock.forward(minutes=1)
        poll.poll_lists(workspace.bot)

    assert run(ticket) == 1

    assert kept(workspace, ticket)[1] == moment_of_day(OTHER, ZoneInfo("Europe/Berlin"))
    assert agreed(workspace.bot, ticket) == OTHER


def test_an_evening_is_the_day_it_is_in_if_clickup_says_that_it_is_a_time(workspace, ready, live, run):
    ticket = ready("estimating", due=None)
    live("Europe/Berlin", "Europe/Berlin")
    evening = datetime(OTHER.year, OTHER.month, OTHER.day, 19, tzinfo=ZoneInfo("Europe/Berlin"))
    workspace.api("PUT", f"/task/{ticket}", by="pm", due_date=to_milliseconds(evening), due_date_time=True)
    run(ticket)
    assert agreed(workspace.bot, ticket) == OTHER

    workspace.api("PUT", f"/task/{ticket}", by="pm", name="Another name")

    assert run(ticket) == 0
    assert agreed(workspace.bot, ticket) == OTHER


@pytest.mark.parametrize("heard", [True, False])
@pytest.mark.parametrize("place", ["due_date", "field"])
def test_what_became_of_our_day_is_no_ones_change(workspace, ready, live, run, parcels, place, heard):
    """The account is in Honolulu, and the bot believes it is in UTC: each day becomes the day before."""
    ticket = ready("estimating", due=None)
    poll_from_now_on(workspace)
    live("UTC", "Pacific/Honolulu", told=False)
    set_day(workspace, ticket, OTHER, "UTC", place=place)

    writes = run(ticket) if heard else None
    if not heard:
        writes = 0
        for _ in range(3):
            parcels.clear()
            workspace.clock.forward(minutes=1)
            poll.poll_lists(workspace.bot)
            writes += run(ticket)

    assert writes == 1
    assert agreed(workspace.bot, ticket) == OTHER
    ours = kept(workspace, ticket)[0 if place == "field" else 1]
    assert local_day(ours, ZoneInfo("Pacific/Honolulu")) == OTHER - timedelta(days=1)


def test_an_account_that_moved_is_asked_for_its_zone(workspace, ready, live, run):
    ticket, next_ticket = ready("estimating", due=None), ready("estimating", due=None)
    live("UTC", "Pacific/Honolulu", told=False)
    set_day(workspace, ticket, OTHER, "UTC", place="field")
    run(ticket)

    set_day(workspace, next_ticket, OTHER, "UTC", place="field")
    run(next_ticket)

    assert kept(workspace, next_ticket)[0] == moment_of_day(OTHER, ZoneInfo("Pacific/Honolulu"))


def test_zones_a_whole_day_apart_are_left_alone(workspace, ready, live, run):
    ticket = ready("estimating", due=None)
    live("Pacific/Kiritimati", "Pacific/Honolulu")
    set_day(workspace, ticket, OTHER, "Pacific/Kiritimati")

    assert run(ticket) == 0

    assert kept(workspace, ticket) == (moment_of_day(OTHER, ZoneInfo("Pacific/Kiritimati")), None)
    assert agreed(workspace.bot, ticket) == OTHER


def test_a_runaway_of_the_version_before_ends_after_the_upgrade(workspace, ready, live, run, bot):
    """That version set the field to 04:00 in Tokyo; ClickUp made it the day before, in UTC."""
    ticket = ready("estimating", due=None)
    live("Asia/Tokyo", "UTC")
    set_day(workspace, ticket, OTHER, "Asia/Tokyo")
    sent = to_milliseconds(moment_of_day(OTHER, ZoneInfo("Asia/Tokyo")))
    place = f"field:{workspace.fields[FIELD].id}"
    workspace.api("POST", f"/task/{ticket}/{place.replace(':', '/')}", by="sandbox", value=sent)
    before_days = {"days": {}, "agreed_day": OTHER, "own_writes": {place: str(sent)}}
    with bot.engine.begin() as connection:
        connection.execute(update(tables.tickets).values(**before_days))

    assert run(ticket) == 1

    assert kept(workspace, ticket) == (
        moment_of_day(OTHER, ZoneInfo("Asia/Tokyo")),
        moment_of_day(OTHER, ZoneInfo("UTC")),
    )
    assert agreed(bot, ticket) == OTHER


def test_a_day_that_the_version_before_took_for_another_stays_after_the_upgrade(
    workspace, ready, live, run, bot
):
    """No one is told another day without anyone having changed it."""
    ticket = ready("estimating", due=None)
    live("Europe/Berlin", "Europe/Berlin")
    move(workspace, PEOPLE["pm"], "Australia/Sydney")
    set_day(workspace, ticket, OTHER, "Australia/Sydney")
    day_before = OTHER - timedelta(days=1)
    set_day(workspace, ticket, day_before, "Europe/Berlin", by="ops", place="field")
    with bot.engine.begin() as connection:
        connection.execute(update(tables.tickets).values(days={}, agreed_day=day_before, own_writes={}))

    assert run(ticket) == 0
    assert agreed(bot, ticket) == day_before


def test_a_change_after_our_own_write_is_heard_in_the_field_and_in_the_due_date(workspace, ready, live, run):
    ticket = ready("estimating", due=None)
    live("America/Los_Angeles", "Asia/Tokyo")
    set_day(workspace, ticket, OTHER, "America/Los_Angeles")
    run(ticket)

    for day, place in ((DAY, "field"), (DAY - timedelta(days=1), "due_date"), (DAY, "field")):
        set_day(workspace, ticket, day, "America/Los_Angeles", place=place)

        assert run(ticket) == 1
        assert agreed(workspace.bot, ticket) == day


def test_the_zone_of_the_account_is_looked_up_with_everything_else(workspace, bot):
    move(workspace, BOT, "Asia/Tokyo")

    assert directory.look_up(bot.client, bot.process).account.zone == ZoneInfo("Asia/Tokyo")
