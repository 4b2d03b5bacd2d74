"""Who is told, and when, that a ticket stays too long in a stage; each once a visit, and never too late."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.comments import outbox
from app.messages.comments import sla as words
from app.process.file import load_process
from app.sla import scan as sla_scan
from app.sla import watch as sla_watch
from app.store import pauses
from rules.process.calendar import Calendar
from rules.process.durations import working_time
from rules.process.owner import Owner
from rules.process.sla import SlaSettings
from rules.sla.due import Level, SlaState
from tests.app.clock_work import pass_time, queued, said, see_to_clocks
from tests.app.faults import die, fault

PROCESS = load_process(None)
QUENTIN, PAULA, THEO = (
    words.people([user_id], {user_id: name})
    for user_id, name in enumerate(("Quentin QA", "Paula PM", "Theo Tech"))
)


def in_replicating(kind, who, *, used, allowed=16, limit="2 days", breach_at=None):
    """The comment on a ticket in Replicating, which has been there for so many hours of working time."""
    state = SlaState(
        level=Level.BREACHED,
        used=timedelta(hours=used),
        allowed=timedelta(hours=allowed),
        breach_at=breach_at,
    )
    found = words.Lateness(
        stage=PROCESS.stage("Replicating"), state=state, limit=working_time(limit), due_day=None
    )
    return words.sla_comment(kind, PROCESS, found, who).plain().strip()


def in_fixing(kind, who):
    """The comment on a ticket in Fixing that is due on 3 December."""
    found = words.Lateness(
        stage=PROCESS.stage("Fixing"),
        state=SlaState(level=Level.BREACHED, used=timedelta()),
        limit="due date",
        due_day=date(2026, 12, 3),
    )
    return words.sla_comment(kind, PROCESS, found, who).plain().strip()


REMINDER = in_replicating("reminder", QUENTIN, used=12, breach_at=datetime(2026, 11, 24, 17, tzinfo=UTC))
BREACH = in_replicating("breach", QUENTIN, used=16)
ESCALATION = in_replicating("escalation", PAULA, used=24)


@pytest.fixture
def ticket(workspace, ready):
    """A ticket that entered Replicating on a Monday before nine, when no one works yet."""
    workspace.clock.forward(hours=-1)
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    return ticket


def at_risk(workspace):
    """Three quarters of the two days are over."""
    workspace.clock.now = datetime(2026, 11, 24, 13, tzinfo=UTC)
    see_to_clocks(workspace)


def test_the_owner_is_reminded_then_told_then_someone_else(workspace, ticket):
    pass_time(workspace, hours=11)
    assert said(workspace, ticket) == []
    at_risk(workspace)
    assert said(workspace, ticket) == [REMINDER]
    workspace.clock.now = datetime(2026, 11, 24, 17, tzinfo=UTC)
    see_to_clocks(workspace)
    assert said(workspace, ticket) == [REMINDER, BREACH]
    workspace.clock.now = datetime(2026, 11, 25, 17, tzinfo=UTC)
    see_to_clocks(workspace)
    assert said(workspace, ticket) == [REMINDER, BREACH, ESCALATION]
    pass_time(workspace, days=30)

    assert said(workspace, ticket) == [REMINDER, BREACH, ESCALATION]


def test_what_no_one_looked_at_in_time_is_told_without_a_reminder(workspace, ticket):
    pass_time(workspace, days=10)

    assert [comment.split(":")[0] for comment in said(workspace, ticket)] == [
        "@Quentin QA, this ticket is late",
        "@Paula PM, this ticket is very late",
    ]


def test_scanning_again_says_nothing_again(workspace, ticket):
    pass_time(workspace, days=2)
    first = said(workspace, ticket)
    for _ in range(3):
        sla_watch.watch(workspace.bot, ticket)

    assert len(first) == 1
    assert said(workspace, ticket) == first


def test_each_visit_is_told_again(workspace, ticket):
    at_risk(workspace)
    workspace.set_field(ticket, "De-escalation Reasons", "Cannot be replicated.")
    workspace.move(ticket, "validating", by="qa")
    workspace.move(ticket, "replicating")
    assert len(said(workspace, ticket)) == 1
    pass_time(workspace, days=2)

    assert [comment[:45] for comment in said(workspace, ticket)] == [REMINDER[:45], REMINDER[:45]]


def test_what_was_said_is_resolved_once_the_ticket_moves_on(workspace, ticket):
    pass_time(workspace, days=2)
    assert workspace.move(ticket, "estimating", by="qa") == 2
    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [False]
    pass_time(workspace, minutes=1)

    assert [comment["resolved"] for comment in workspace.comments(ticket)] == [True]


def test_a_ticket_that_left_before_it_was_said_hears_nothing(workspace, ticket, monkeypatch):
    workspace.clock.forward(days=2)
    sla_scan.scan(workspace.bot)
    monkeypatch.setattr(outbox, "keep_up", die)
    with pytest.raises(KeyboardInterrupt):
        sla_watch.watch(workspace.bot, ticket)
    monkeypatch.undo()
    workspace.move(ticket, "estimating", by="qa")
    pass_time(workspace, minutes=1)

    assert said(workspace, ticket) == []


def test_a_move_that_no_webhook_reported_is_seen_before_anything_is_said(workspace, ticket):
    workspace.api("PUT", f"/task/{ticket}", by="qa", status="estimating")
    pass_time(workspace, days=2)

    assert said(workspace, ticket) == []


def test_a_pause_that_no_webhook_reported_is_seen_before_anything_is_said(workspace, ticket, bot):
    workspace.api("POST", f"/task/{ticket}/tag/waiting for client", by="qa")
    workspace.clock.forward(days=2)
    see_to_clocks(workspace)

    with bot.engine.begin() as connection:
        assert [pause.cause for pause in pauses.standing(connection, ticket)] == ["mark"]
    assert said(workspace, ticket) == []


def test_a_date_that_no_webhook_reported_is_seen_before_anything_is_said(workspace, ready):
    ticket = ready("fixing", due=date(2026, 11, 26))
    see_to_clocks(workspace)
    workspace.api("PUT", f"/task/{ticket}", by="pm", due_date=1_799_000_000_000)
    workspace.clock.now = datetime(2026, 11, 26, 9, tzinfo=UTC)
    see_to_clocks(workspace)

    assert said(workspace, ticket) == []


def test_while_a_clock_is_paused_no_one_is_told_anything(workspace, ticket, bot):
    workspace.clock.forward(hours=5)
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", workspace.clock.now)
    pass_time(workspace, days=21)
    assert said(workspace, ticket) == []

    with bot.engine.begin() as connection:
        pauses.end(connection, ticket, "command", workspace.clock.now)
    pass_time(workspace, hours=1)
    assert said(workspace, ticket) == []
    pass_time(workspace, days=1)
    assert len(said(workspace, ticket)) == 1


def test_fixing_is_told_by_its_due_date(workspace, ready):
    ticket = ready("estimating", due=date(2026, 12, 3))
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=3)  # as advised, so without a remark
    workspace.move(ticket, "fixing", by="pm")
    for day in ((2026, 12, 2), (2026, 12, 4), (2026, 12, 5)):
        workspace.clock.now = datetime(*day, 9, tzinfo=UTC)
        see_to_clocks(workspace)

    assert said(workspace, ticket) == [
        in_fixing("reminder", THEO),
        in_fixing("breach", THEO),
        in_fixing("escalation", PAULA),
    ]


def test_another_due_date_owes_nothing_that_was_said(workspace, ready):
    ticket = ready("estimating", due=date(2026, 12, 3))
    workspace.api("PUT", f"/task/{ticket}", by="pm", priority=3)  # as advised, so without a remark
    workspace.move(ticket, "fixing", by="pm")
    workspace.clock.now = datetime(2026, 12, 2, 9, tzinfo=UTC)
    see_to_clocks(workspace)
    workspace.set_due(ticket, date(2026, 12, 10), by="tech")
    workspace.settle(ticket)
    see_to_clocks(workspace)
    workspace.clock.now = datetime(2026, 12, 9, 9, tzinfo=UTC)
    see_to_clocks(workspace)

    assert len(said(workspace, ticket)) == 1


def test_a_ticket_without_a_due_date_has_nothing_to_keep(workspace, ready):
    workspace.change_process(
        stages=tuple(stage.model_copy(update={"sla": "due date"}) for stage in workspace.bot.process.stages),
    )
    ticket = ready("validating", due=None)
    workspace.move(ticket, "replicating")
    pass_time(workspace, days=30)

    assert said(workspace, ticket) == []


def test_a_group_is_asked_by_assigning_the_comment(workspace, ticket):
    group = "31565c29-b256-40ae-9b0f-27511f4bd48a"
    owners = {
        **workspace.bot.directory.owners,
        "QA": type(workspace.bot.directory.owners["QA"])(groups=frozenset({group})),
    }
    workspace.use(directory=replace(workspace.bot.directory, owners=owners))
    at_risk(workspace)

    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].startswith("This ticket has been in Replicating for 12 h")
    assert comment["group_assignee"]["id"] == group


def test_several_owners_are_all_mentioned(workspace, ticket):
    people = type(workspace.bot.directory.owners["QA"])(users=frozenset({54000002, 54000003, 54000004}))
    workspace.use(
        directory=replace(workspace.bot.directory, owners={**workspace.bot.directory.owners, "QA": people})
    )
    at_risk(workspace)

    assert said(workspace, ticket)[0].startswith("@Olivia Ops, @Quentin QA and @Paula PM, this ticket has")


def test_nothing_is_escalated_where_no_one_is_named(workspace, ticket):
    workspace.change_process(sla=workspace.bot.process.sla.model_copy(update={"escalate_to": None}))
    pass_time(workspace, days=30)

    assert len(said(workspace, ticket)) == 1


def test_a_checkbox_may_pause_the_clock(workspace, ticket):
    sla = SlaSettings.model_validate({"paused by": {"field": "Ops Can Reproduce the Issue"}})
    workspace.change_process(sla=sla)
    at_risk(workspace)

    assert said(workspace, ticket)[0].endswith(
        'The SLA clock is paused while the ticket has "Ops Can Reproduce the Issue" ticked.'
    )


def test_nothing_is_said_of_standing_where_nothing_lets_it_stand(workspace, ticket):
    workspace.change_process(sla=workspace.bot.process.sla.model_copy(update={"paused_by": None}))
    at_risk(workspace)

    assert said(workspace, ticket)[0].endswith("It is late after Tue 24 Nov 2026 17:00 UTC.")


def test_what_an_adopted_ticket_had_reached_is_no_one_s_news(workspace, ready):
    ticket = ready("replicating")
    pass_time(workspace, days=1, hours=4)  # before anybody looked
    assert said(workspace, ticket) == []
    workspace.clock.forward(days=10)
    see_to_clocks(workspace)

    assert [comment.split(":")[0] for comment in said(workspace, ticket)] == [
        "@Quentin QA, this ticket is late",
        "@Paula PM, this ticket is very late",
    ]


def test_in_shadow_mode_no_one_is_told_then_or_later(workspace, ticket):
    workspace.change_process(mode="shadow")
    assert pass_time(workspace, days=2) == 0
    workspace.change_process(mode="enforce")
    pass_time(workspace, hours=1)

    assert said(workspace, ticket) == []


def test_a_job_from_before_shadow_mode_does_nothing(workspace, ticket):
    workspace.clock.forward(days=2)
    sla_scan.scan(workspace.bot)
    workspace.change_process(mode="shadow")
    before = workspace.calls()["total"]
    sla_watch.watch(workspace.bot, ticket)

    assert workspace.calls()["total"] == before


def test_a_changed_sla_is_for_new_visits(workspace, ticket):
    see_to_clocks(workspace)
    fast(workspace, "new visits")
    pass_time(workspace, hours=8)
    assert said(workspace, ticket) == []


def test_a_changed_sla_is_for_open_visits_if_so_set(workspace, ticket):
    see_to_clocks(workspace)
    fast(workspace, "open visits")
    pass_time(workspace, hours=7)  # at 15:00

    assert said(workspace, ticket) == [
        in_replicating(
            "reminder",
            QUENTIN,
            used=6,
            allowed=8,
            limit="8 hours",
            breach_at=datetime(2026, 11, 23, 17, tzinfo=UTC),
        )
    ]


def fast(workspace, applies_to):
    data = workspace.bot.process.stage("Replicating").model_dump(by_alias=True) | {"sla": "8 hours"}
    stages = [
        type(stage).model_validate(data) if stage.name == "Replicating" else stage
        for stage in workspace.bot.process.stages
    ]
    sla = workspace.bot.process.sla.model_copy(update={"changes_apply_to": applies_to})
    workspace.change_process(stages=tuple(stages), sla=sla)


def test_the_clock_put_back_in_autumn_gives_no_hour_away(workspace, ready):
    """Two working nights of eight hours, in one of which the hour from two to three is there twice."""
    berlin = {"time zone": "Europe/Berlin", "hours": "Mon-Sun 00:00-08:00"}
    workspace.change_process(calendar=Calendar.model_validate(berlin))
    workspace.clock.now = datetime(2026, 10, 24, 22, tzinfo=UTC)  # midnight; clocks go back at 01:00 UTC
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    workspace.clock.now = datetime(2026, 10, 26, 1, 59, tzinfo=UTC)
    see_to_clocks(workspace)
    assert said(workspace, ticket) == []
    workspace.clock.now = datetime(2026, 10, 26, 2, 0, 1, tzinfo=UTC)
    see_to_clocks(workspace)

    assert said(workspace, ticket)[0].startswith(
        "@Quentin QA, this ticket has been in Replicating for 12 h of working time."
    )


def test_no_one_is_told_on_a_holiday(workspace, ready):
    german = {"time zone": "Europe/Berlin", "holidays": {"country": "DE"}}
    workspace.change_process(calendar=Calendar.model_validate(german))
    workspace.clock.now = datetime(2026, 12, 24, 8, tzinfo=UTC)  # Thursday, 09:00
    ticket = ready("validating")
    workspace.move(ticket, "replicating")
    workspace.clock.now = datetime(2026, 12, 27, 20, tzinfo=UTC)
    see_to_clocks(workspace)
    assert said(workspace, ticket) == []
    workspace.clock.now = datetime(2026, 12, 28, 12, 1, tzinfo=UTC)  # Monday, 13:01
    see_to_clocks(workspace)

    assert len(said(workspace, ticket)) == 1


def test_a_crash_before_the_comment_is_posted(workspace, ticket, bot, monkeypatch):
    workspace.clock.forward(days=2)
    sla_scan.scan(bot)
    monkeypatch.setattr(type(bot.client), "add_comment", die)
    with pytest.raises(KeyboardInterrupt):
        sla_watch.watch(bot, ticket)
    monkeypatch.undo()
    sla_watch.watch(bot, ticket)

    assert len(said(workspace, ticket)) == 1


def test_a_crash_after_the_comment_was_posted(workspace, ticket, bot, monkeypatch):
    workspace.clock.forward(days=2)
    sla_scan.scan(bot)
    monkeypatch.setattr(outbox.store, "done", die)
    with pytest.raises(KeyboardInterrupt):
        sla_watch.watch(bot, ticket)
    monkeypatch.undo()
    sla_watch.watch(bot, ticket)

    assert len(said(workspace, ticket)) == 1


def test_a_deleted_ticket_has_no_clock_any_more(workspace, ticket, bot):
    workspace.api("DELETE", f"/task/{ticket}", by="admin")
    pass_time(workspace, days=2)
    sla_watch.watch(bot, ticket)
    pass_time(workspace, days=2)

    assert queued(bot) == []


def test_a_ticket_in_another_list_is_not_spoken_of(workspace, ticket):
    workspace.use(directory=replace(workspace.bot.directory, tickets_list="901200000002"))
    pass_time(workspace, days=2)

    assert said(workspace, ticket) == []


def test_an_unknown_ticket_is_not_read(workspace, bot):
    before = workspace.calls()["total"]
    sla_watch.watch(bot, "86nowhere")

    assert workspace.calls()["total"] == before


def test_many_that_are_due_are_read_by_page(workspace, ready, bot):
    tickets = [ready("validating") for _ in range(12)]
    for ticket in tickets:
        workspace.move(ticket, "replicating")
    pass_time(workspace, hours=1)
    workspace.clock.now = datetime(2026, 11, 24, 13, 1, tzinfo=UTC)
    sla_scan.scan(bot)
    waiting = workspace.calls()["total"]
    for ticket in tickets:
        sla_watch.watch(bot, ticket)

    assert workspace.calls()["total"] - waiting == 1 + 12 + 24  # a page, a comment each, two tags each
    assert all(len(said(workspace, ticket)) == 1 for ticket in tickets)


def test_clickup_being_away_is_tried_again(workspace, ticket, bot):
    workspace.clock.forward(days=2)
    sla_scan.scan(bot)
    fault(workspace, method="GET", path=f"/api/v2/task/{ticket}", status=500, count=20)
    with pytest.raises(Exception, match="500"):
        sla_watch.watch(bot, ticket)


def test_an_owner_by_people_may_be_escalated_to(process):
    sla = SlaSettings.model_validate({"escalate to": {"users": ["boss@example.com"]}})

    assert process.model_copy(update={"sla": sla}).escalates_to == Owner(users=("boss@example.com",))


def test_only_so_many_tickets_wait_for_their_marks_and_comments_do_not_wait_for_those(
    workspace, ready, bot, monkeypatch
):
    monkeypatch.setattr(sla_scan, "MOST_WAITING", 2)
    workspace.clock.forward(hours=-1)
    for _ in range(4):
        ready("validating")
    workspace.clock.forward(minutes=1)
    told = ready("validating")
    workspace.move(told, "replicating")
    workspace.clock.now = datetime(2026, 11, 24, 13, tzinfo=UTC)
    sla_scan.scan(bot)
    waiting = queued(bot)

    assert told in waiting
    assert len(waiting) == 3


def test_a_scan_goes_through_all_that_are_due(workspace, ready, bot, monkeypatch):
    monkeypatch.setattr(sla_scan, "BATCH", 2)
    for _ in range(5):
        ready("validating")
    workspace.clock.forward(minutes=1)

    assert sla_scan.scan(bot) == 5
    assert sla_scan.scan(bot) == 0
    assert len(queued(bot)) == 5


def cards_queued(bot):
    with bot.engine.begin() as connection:
        found = "DELETE FROM procrastinate_jobs WHERE task_name = 'card' AND status = 'todo' RETURNING lock"
        return sorted(connection.exec_driver_sql(found).scalars())


def test_the_card_follows_the_clock(workspace, ticket, bot):
    pass_time(workspace, minutes=1)
    cards_queued(bot)
    pass_time(workspace, hours=2)
    assert cards_queued(bot) == []
    at_risk(workspace)
    assert cards_queued(bot) == [f"card:{ticket}"]
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", workspace.clock.now)
    pass_time(workspace, minutes=1)
    assert cards_queued(bot) == [f"card:{ticket}"]


def test_nothing_is_said_while_the_clock_is_paused_also_not_of_a_due_date(workspace, ready, bot):
    ticket = ready("fixing", due=date(2026, 12, 3))
    pass_time(workspace, minutes=1)
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "command", workspace.clock.now, reason="waiting")
    workspace.clock.now = datetime(2026, 12, 7, 10, tzinfo=UTC)
    see_to_clocks(workspace)
    assert said(workspace, ticket) == []

    with bot.engine.begin() as connection:
        pauses.end(connection, ticket, "command", workspace.clock.now)
    see_to_clocks(workspace)
    assert said(workspace, ticket) != []
