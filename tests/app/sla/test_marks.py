"""What views show of a ticket's clock, and by which mark on the ticket it stands."""

from copy import deepcopy
from datetime import UTC, datetime

import pytest

from app.reconcile import poll
from app.sla import watch as sla_watch
from app.store import pauses, tickets
from rules.process.sla import Mark
from tests.app.clock_work import pass_time, queued, see_to_clocks, tags
from tests.app.deliveries_waiting import waiting
from tests.app.faults import die, fault

FIELD = "Ops Can Reproduce the Issue"


#: A field that can show levels, in the list of tickets.
SLA_FIELD = {
    "id": "5b1c6a52-7a3e-4c53-a9a6-0a3c7f2d9b11",
    "name": "SLA",
    "type": "drop_down",
    "options": ["OK", "At risk", "Breached"],
}


@pytest.fixture(scope="module")
def workspace_data(workspace_data):
    """With a drop-down that can show levels."""
    data = deepcopy(workspace_data)
    data["spaces"][0]["lists"][0]["fields"].append(SLA_FIELD)
    return data


@pytest.fixture
def ticket(workspace, ready):
    """A ticket that entered Replicating on a Monday before nine, when no one works yet."""
    workspace.clock.forward(hours=-1)
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    return ticket


def set_sla(workspace, **update):
    sla = workspace.bot.process.sla.model_copy(update=update)
    workspace.change_process(sla=sla)


def tag(workspace, ticket, name, *, by="ops", method="POST"):
    """Put a tag on a ticket as a person does, or take it off; ClickUp tells of it."""
    workspace.api(method, f"/task/{ticket}/tag/{name}", by=by)
    field = "tag" if method == "POST" else "tag_removed"
    workspace.tell(ticket, field, by=by, after=[{"name": name, "tag_fg": "#fff", "tag_bg": "#000"}])


def standing(bot, ticket):
    with bot.engine.begin() as connection:
        return pauses.standing(connection, ticket)


def test_the_mark_comes_a_while_after_the_ticket_entered_the_stage(workspace, ticket):
    assert pass_time(workspace, seconds=44) == 0
    assert tags(workspace, ticket) == []
    assert pass_time(workspace, seconds=1) == 2
    assert tags(workspace, ticket) == ["sla: ok"]


def test_the_mark_follows_the_level(workspace, ticket):
    pass_time(workspace, minutes=1)
    shown = []
    for day, hour in ((24, 13), (24, 17), (25, 17)):
        workspace.clock.now = datetime(2026, 11, day, hour, tzinfo=UTC)
        see_to_clocks(workspace)
        shown.append(tags(workspace, ticket))

    assert shown == [["sla: at risk"], ["sla: breached"], ["sla: breached"]]


def test_a_ticket_that_moves_on_in_time_keeps_its_mark_for_nothing(workspace, ticket):
    pass_time(workspace, minutes=1)
    workspace.move(ticket, "estimating", by="qa")

    assert pass_time(workspace, minutes=1) == 0
    assert tags(workspace, ticket) == ["sla: ok"]


def test_a_late_ticket_is_in_time_again_in_the_next_stage(workspace, ticket):
    pass_time(workspace, days=3)
    workspace.move(ticket, "estimating", by="qa")
    pass_time(workspace, minutes=1)

    assert tags(workspace, ticket) == ["sla: ok"]


def test_a_closed_ticket_has_no_mark(workspace, ticket):
    workspace.api("POST", f"/task/{ticket}/tag/web", by="ops")
    pass_time(workspace, minutes=1)
    workspace.move(ticket, "Closed (Unresolved)", by="qa")
    assert set(tags(workspace, ticket)) == {"web", "sla: ok"}
    pass_time(workspace, minutes=1)

    assert tags(workspace, ticket) == ["web"]
    assert pass_time(workspace, days=30) == 0


def test_an_adopted_ticket_is_marked_and_other_marks_of_ours_go(workspace, ready):
    ticket = ready("replicating")
    for name in ("sla: breached", "sla: later", "web"):
        workspace.api("POST", f"/task/{ticket}/tag/{name}", by="ops")
    pass_time(workspace, minutes=1)

    assert sorted(tags(workspace, ticket)) == ["sla: later", "sla: ok", "web"]


def test_the_echo_of_a_mark_costs_no_call(workspace, ticket):
    pass_time(workspace, minutes=1)
    workspace.tell(ticket, "tag", by="bot", after=[{"name": "sla: ok"}])

    assert workspace.settle(ticket) == 0


def test_a_field_may_show_the_level(workspace, ticket):
    set_sla(workspace, shown_as=Mark(field="SLA"))
    pass_time(workspace, minutes=1)
    assert workspace.field(ticket, "SLA").value == 0

    option = workspace.bot.client.get_task(ticket).field("SLA").options[0].id
    field = workspace.field(ticket, "SLA").id
    workspace.tell(ticket, "custom_field", by="bot", after=option, custom_field={"id": field, "name": "SLA"})
    assert workspace.settle(ticket) == 0

    workspace.move(ticket, "Closed (Unresolved)", by="qa")
    pass_time(workspace, minutes=1)
    assert not workspace.field(ticket, "SLA").has_value


@pytest.mark.usefixtures("ticket")
def test_a_field_that_is_not_there_is_left(workspace):
    set_sla(workspace, shown_as=Mark(field="No such field"))

    assert pass_time(workspace, minutes=1) == 1
    assert pass_time(workspace, minutes=10) == 0


def test_a_field_without_the_choice_is_left(workspace, ticket):
    set_sla(workspace, shown_as=Mark(field="Severity"))
    before = workspace.field(ticket, "Severity").value
    pass_time(workspace, minutes=1)

    assert workspace.field(ticket, "Severity").value == before
    workspace.move(ticket, "Closed (Unresolved)", by="qa")
    pass_time(workspace, minutes=1)
    assert workspace.field(ticket, "Severity").value == before


@pytest.mark.usefixtures("ticket")
def test_views_may_show_nothing(workspace):
    set_sla(workspace, shown_as=None)

    assert pass_time(workspace, minutes=1) == 0


def test_a_refused_mark_is_left_until_the_level_changes(workspace, ticket):
    fault(workspace, method="POST", path=f"/api/v2/task/{ticket}/tag/sla: ok", status=400, count=1)
    pass_time(workspace, minutes=1)
    assert tags(workspace, ticket) == []
    assert pass_time(workspace, minutes=10) == 0
    workspace.clock.now = datetime(2026, 11, 24, 13, tzinfo=UTC)
    see_to_clocks(workspace)

    assert tags(workspace, ticket) == ["sla: at risk"]


def test_a_crash_between_two_tags_leaves_one_in_the_end(workspace, ticket, bot, monkeypatch):
    pass_time(workspace, minutes=1)
    workspace.clock.now = datetime(2026, 11, 24, 13, tzinfo=UTC)
    monkeypatch.setattr(type(bot.client), "remove_tag", die)
    with pytest.raises(KeyboardInterrupt):
        see_to_clocks(workspace)
    monkeypatch.undo()
    assert len(tags(workspace, ticket)) == 2
    pass_time(workspace, minutes=5)

    assert tags(workspace, ticket) == ["sla: at risk"]


def test_in_shadow_mode_nothing_is_marked(workspace, ticket):
    workspace.change_process(mode="shadow")

    assert pass_time(workspace, minutes=1) == 0
    assert tags(workspace, ticket) == []
    assert queued(workspace.bot) == []


def test_the_tag_pauses_the_clock_from_when_it_was_put_on(workspace, ticket, bot, clock):
    clock.now = datetime(2026, 11, 23, 10, tzinfo=UTC)
    tag(workspace, ticket, "Waiting for Client", by="qa")
    clock.forward(minutes=5)

    assert workspace.settle(ticket) == 1
    [pause] = standing(bot, ticket)
    assert (pause.cause, pause.by, pause.began_at.minute) == ("mark", "Qa", 0)

    clock.now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    tag(workspace, ticket, "Waiting for Client", by="qa", method="DELETE")
    workspace.settle(ticket)
    assert standing(bot, ticket) == []
    with bot.engine.begin() as connection:
        [pause] = pauses.of(connection, ticket, since=pause.began_at)
    assert (pause.ended_at.hour, pause.ended_at.minute) == (10, 0)


def test_another_tag_costs_no_call(workspace, ticket, bot):
    tag(workspace, ticket, "web")

    assert workspace.settle(ticket) == 0
    assert standing(bot, ticket) == []


def test_a_tag_that_is_not_named_costs_a_look(workspace, ticket, bot):
    workspace.api("POST", f"/task/{ticket}/tag/waiting for client", by="ops")
    workspace.tell(ticket, "tag", after=None)

    assert workspace.settle(ticket) == 1
    assert len(standing(bot, ticket)) == 1


def test_a_tag_reported_as_a_plain_name_is_understood(workspace, ticket):
    workspace.tell(ticket, "tag", after=["web"])

    assert workspace.settle(ticket) == 0


def test_without_a_pausing_mark_no_tag_costs_a_call(workspace, ticket):
    set_sla(workspace, paused_by=None)
    tag(workspace, ticket, "waiting for client")

    assert workspace.settle(ticket) == 0


def test_a_tag_put_on_together_with_a_move_counts(workspace, ticket, bot):
    tag(workspace, ticket, "waiting for client")
    workspace.move(ticket, "estimating", by="qa")

    assert len(standing(bot, ticket)) == 1


def test_a_checkbox_pauses_the_clock(workspace, ticket):
    set_sla(workspace, paused_by=Mark(field=FIELD))
    workspace.set_field(ticket, FIELD, value=True)
    workspace.settle(ticket)
    assert len(standing(workspace.bot, ticket)) == 1

    workspace.set_field(ticket, FIELD, value=False)
    workspace.settle(ticket)
    assert standing(workspace.bot, ticket) == []


def test_the_moment_of_a_tick_is_the_one_that_was_told(workspace, ticket, clock):
    set_sla(workspace, paused_by=Mark(field=FIELD))
    field = {"id": workspace.fields[FIELD].id, "name": FIELD}
    workspace.api("POST", f"/task/{ticket}/field/{field['id']}", by="ops", value=True)
    told = clock.now
    workspace.tell(ticket, "custom_field", after=True, custom_field=field)
    clock.forward(hours=1)
    workspace.settle(ticket)

    assert (standing(workspace.bot, ticket)[0].began_at - told).total_seconds() < 1


def test_a_field_that_cannot_be_read_leaves_the_clock_as_it_is(workspace, ticket):
    set_sla(workspace, paused_by=Mark(field="No such field"))
    with workspace.bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "mark", workspace.clock.now)
    workspace.tell(ticket, "name", after="Another name")
    workspace.settle(ticket)

    assert len(standing(workspace.bot, ticket)) == 1


def test_a_poll_finds_the_tag_that_no_webhook_told_of(workspace, ticket, bot, clock):
    poll.poll_lists(bot)
    clock.forward(hours=1)
    workspace.api("POST", f"/task/{ticket}/tag/waiting for client", by="ops")
    poll.poll_lists(bot)
    assert waiting(bot) == [ticket]
    workspace.settle(ticket)
    assert len(standing(bot, ticket)) == 1

    clock.forward(hours=1)
    workspace.api("POST", f"/task/{ticket}/tag/web", by="ops")
    poll.poll_lists(bot)
    assert waiting(bot) == []


def test_an_adopted_ticket_is_paused_since_it_was_last_changed(workspace, bot, clock):
    ticket = workspace.create("replicating", tags=["waiting for client"])
    changed = clock.now
    clock.forward(days=3)
    poll.poll_lists(bot)

    assert [pause.began_at for pause in standing(bot, ticket)] == [changed]


def test_in_shadow_mode_a_pause_is_kept_as_well(workspace, ticket):
    workspace.change_process(mode="shadow")
    tag(workspace, ticket, "waiting for client")
    workspace.settle(ticket)

    assert len(standing(workspace.bot, ticket)) == 1


def test_a_command_s_pause_ends_when_the_ticket_is_closed(workspace, ticket, bot):
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", workspace.clock.now)
    workspace.move(ticket, "Closed (Unresolved)", by="qa")

    assert standing(bot, ticket) == []


def test_marks_that_were_written_are_known(workspace, ticket, bot):
    pass_time(workspace, minutes=1)
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).sla_shown == ["sla: ok"]
    before = workspace.calls()["total"]
    sla_watch.watch(bot, ticket)
    assert workspace.calls()["total"] == before
