"""Someone whom the process file names moves a ticket into a stage whatever is missing."""

from dataclasses import replace

import pytest
import requests

from app import pull_requests
from app.errors import NotDecidedError
from app.inspect.explain import explain
from app.inspect.explanation_text import explanation_lines
from app.messages.comments import answers
from app.slash_commands import answer as slash_answer
from app.slash_commands import override as overriding
from app.store import comments as stored_comments
from app.store import moves, tickets
from app.workspace.directory import Assignees
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError
from rules.process.overrides import OverrideSettings
from rules.process.owner import Owner
from tests.app.asking import answer, words_of
from tests.app.faults import die, fault
from tests.app.meanwhile import meanwhile
from tests.app.people import PEOPLE
from tests.app.texts import mentioned


def last_move(bot, ticket):
    with bot.engine.begin() as connection:
        return moves.latest(connection, ticket, most=1)[0]


def override(workspace, ask, ticket, words="/override Replicating The client is waiting.", by="pm"):
    """Ask, and let the bot look at the move that follows; the calls of the look."""
    assert ask(ticket, words, by=by) is None
    return workspace.settle(ticket)


def test_an_override_lets_a_ticket_into_a_stage_whatever_is_missing(workspace, ready, ask, bot):
    ticket = ready("validating", assignees=[PEOPLE["ops"]], Severity=None)

    assert override(workspace, ask, ticket) == 3  # read, owner, answer

    assert workspace.status(ticket) == "replicating"
    assert workspace.assignees(ticket) == {PEOPLE["qa"]}
    [said] = workspace.comments(ticket)
    assert words_of(said) == (
        "@Paula PM, I moved this ticket to Replicating, as you asked. Your reason: The client is waiting.\n\n"
        "What was missing:\n"
        "Severity is not set.\n"
    )
    assert mentioned(said) == [PEOPLE["pm"]]
    row = last_move(bot, ticket)
    assert (row["verdict"], row["mover_id"], row["mover_name"], row["reason"]) == (
        "overridden",
        PEOPLE["pm"],
        "Pm",
        "The client is waiting.",
    )
    assert [f["code"] for f in row["findings"] if f["outcome"] == "unmet"] == ["datum:Severity"]


def test_its_echo_costs_nothing(workspace, ready, ask):
    ticket = ready("validating", Severity=None)
    override(workspace, ask, ticket)
    workspace.tell_of_move(ticket, "validating", "replicating", by="bot")

    assert workspace.settle(ticket) == 0


def test_its_echo_may_come_first(workspace, ready, ask, bot):
    ticket = ready("validating", Severity=None)
    ask(ticket, "/override replicating: sorry", by="pm")
    workspace.clock.forward(seconds=1)
    workspace.tell_of_move(ticket, "validating", "replicating", by="bot")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    assert last_move(bot, ticket)["mover_name"] == "Pm"


def test_an_override_of_what_was_in_order_is_an_ordinary_move(workspace, ready, ask, bot):
    ticket = ready("validating")

    override(workspace, ask, ticket)

    assert words_of(workspace.comments(ticket)[0]) == (
        "@Paula PM, I moved this ticket to Replicating, as you asked. Your reason: The client is waiting.\n"
        "Nothing was missing.\n"
    )
    assert last_move(bot, ticket)["verdict"] == "allowed"


@pytest.mark.parametrize("is_echoed", [True, False], ids=["with its echo", "without its echo"])
def test_an_override_back_to_where_it_was_is_not_taken_for_a_put_back(workspace, ready, say, is_echoed):
    """Someone moves the ticket on after the PM asked, and before the bot does it."""
    ticket = ready("replicating", assignees=[PEOPLE["qa"]])
    say(ticket, "/override Replicating The client is waiting.", by="pm")
    workspace.clock.forward(seconds=1)
    workspace.drag(ticket, "estimating", by="qa")
    workspace.clock.forward(seconds=1)
    answer(workspace, ticket)
    if is_echoed:
        workspace.tell_of_move(ticket, "estimating", "replicating", by="bot")
    workspace.clock.forward(minutes=11)

    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"


def test_an_override_may_leave_out_stages(workspace, ready, ask):
    ticket = ready("validating")

    override(workspace, ask, ticket, "/override Closed (Unresolved) It was never real.")
    assert workspace.status(ticket) == "Closed (Unresolved)"

    override(workspace, ask, ticket, "/override fixing It is real.")
    assert workspace.status(ticket) == "fixing"


def test_the_client_is_told_as_of_an_ordinary_entry(workspace, ready, ask):
    ticket = ready("validating")

    override(workspace, ask, ticket, "/override Fixing The client is waiting.")
    workspace.settle_notices(ticket)

    assert [mail["trigger"] for mail in workspace.emails() if mail["task_id"] == ticket] == ["estimated"]


def test_an_override_is_over_when_the_ticket_moves_on(workspace, ready, ask, bot):
    ticket = ready("validating", Severity=None)
    override(workspace, ask, ticket)
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).override is None
    workspace.set_field(ticket, "De-escalation Reasons", "Not yet.")
    workspace.move(ticket, "validating", by="qa")
    assert workspace.status(ticket) == "validating"

    workspace.move(ticket, "replicating")

    assert workspace.status(ticket) == "validating"


def test_an_override_counts_where_the_ticket_is_dragged_on_before_its_entry_was_judged(
    workspace, ready, say, bot
):
    ticket = ready("validating", Severity=None)
    say(ticket, "/override Replicating The client is waiting.", by="pm")
    answer(workspace, ticket)
    workspace.drag(ticket, "fixing")

    workspace.settle(ticket)

    assert workspace.status(ticket) == "replicating"
    with bot.engine.begin() as connection:
        rows = moves.latest(connection, ticket)
        assert tickets.get(connection, ticket).override is None
    assert [(row["to_stage"], row["verdict"]) for row in rows] == [
        ("Fixing", "rejected"),
        ("Replicating", "overridden"),
    ]


@pytest.mark.parametrize("is_late", [False, True], ids=["in time", "when it does not count any more"])
@pytest.mark.parametrize(("start", "to"), [("validating", "In Production"), ("estimating", "validating")])
def test_a_legal_move_just_before_an_override_counts(workspace, ready, say, clock, start, to, is_late):
    ticket = ready(start)
    stage = workspace.bot.process.stage_of_status(to).name
    say(ticket, f"/override {stage} The client is waiting.", by="pm")
    with meanwhile(ClickUpClient, "update_task", lambda: workspace.drag(ticket, "replicating")):
        answer(workspace, ticket)
    workspace.tell_of_move(ticket, "replicating", to, by="bot")
    clock.forward(minutes=11 if is_late else 9)

    for _ in range(3):
        workspace.settle(ticket)

    assert workspace.status(ticket) == ("replicating" if is_late else to)


@pytest.mark.parametrize(("minutes", "status"), [(9, "replicating"), (11, "validating")])
def test_an_override_that_led_to_no_entry_counts_for_ten_minutes(
    workspace, ready, ask, clock, minutes, status
):
    ticket = ready("validating", Severity=None)
    fault(workspace, path="/api/v2/task/*", method="PUT", status=502, count=20)
    with pytest.raises(ClickUpError):
        ask(ticket, "/override Replicating The client is waiting.", by="pm")
    requests.delete(f"{workspace.url}/sandbox/faults", timeout=120)
    clock.forward(minutes=minutes)

    workspace.move(ticket, "replicating", by="tech")

    assert workspace.status(ticket) == status


def test_an_override_into_the_stage_where_it_is_ends_at_once(workspace, ready, bot):
    ticket = ready("replicating")
    word = {"stage": "Replicating", "by_id": PEOPLE["pm"], "by": "Paula", "reason": "Now.", "comment_id": "1"}
    with bot.engine.begin() as connection:
        tickets.note(connection, ticket, override=word | {"at": workspace.clock.now.isoformat()})
    workspace.tell(ticket, "name", after="Edited")

    workspace.settle(ticket)

    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).override is None


def test_an_override_settles_the_comment_of_an_earlier_refusal(workspace, ready, ask):
    ticket = ready("validating", Severity=None)
    workspace.move(ticket, "replicating")

    override(workspace, ask, ticket)

    _, refusal = workspace.comments(ticket)
    assert refusal["resolved"]


def test_explain_shows_who_overrode_what_and_why(workspace, ready, ask, bot):
    ticket = ready("validating", Severity=None)
    override(workspace, ask, ticket)

    lines = explanation_lines(explain(bot, ticket), bot.zone)

    at = lines.index("  Mon 23 Nov 2026 09:00 UTC, Pm: Validating → Replicating: overridden")
    assert lines[at + 1] == "    Reason: The client is waiting."
    assert words_of(ask(ticket, "/why")).splitlines()[2] == (
        "It was moved to Replicating by Pm on Mon 23 Nov 2026 09:00 UTC, although something was missing. "
        "Reason: The client is waiting."
    )


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ((), []),
        (("Project Manager",), ["Project Manager"]),
        (
            ("Project Manager", Owner(users=("qa@stagegate.example",)), Owner(group="Tech")),
            ["Project Manager", "qa@stagegate.example", "Tech"],
        ),
    ],
)
def test_who_may_not_is_told_who_may(workspace, ready, ask, by, names):
    ticket = ready("validating", Severity=None)
    settings = OverrideSettings(by=by)
    workspace.change_process(overrides=settings)

    said = ask(ticket, "/override Replicating because")

    assert words_of(said) == f"@Olivia Ops, {answers.may_not(names)}\n"
    assert workspace.status(ticket) == "validating"


@pytest.mark.parametrize("other", [{"comment": {"text_content": "/override Fixing because"}}, {"after": "7"}])
def test_what_clickup_does_not_show_overrides_nothing(workspace, ready, ask, other):
    """A delivery is a hint, here as everywhere."""
    ticket = ready("validating", Severity=None)

    said = ask(ticket, "/override Replicating because", by="pm", **other)

    assert words_of(said) == (f"@Paula PM, {answers.not_found()}\n")
    assert workspace.status(ticket) == "validating"


def test_someone_elses_comment_overrides_nothing(workspace, ready, ask):
    ticket = ready("validating", Severity=None)

    ask(ticket, "/override Replicating because", user={"id": PEOPLE["pm"], "username": "Pm"})

    assert workspace.status(ticket) == "validating"


def test_the_members_of_a_group_may(workspace, ready, ask):
    ticket = ready("validating", Severity=None)
    tech = Assignees(groups=frozenset({"7ebd1f7e-2372-4232-9aff-001a297044d4"}))
    workspace.use(directory=replace(workspace.bot.directory, overriders=tech))

    override(workspace, ask, ticket, by="tech")

    assert workspace.status(ticket) == "replicating"


def test_a_status_that_clickup_does_not_take_is_told(workspace, ready, ask, bot):
    ticket = ready("validating", Severity=None)
    fault(workspace, path="/api/v2/task/{task_id}", method="PUT", status=400, count=1)

    said = ask(ticket, "/override Replicating because", by="pm")

    assert words_of(said) == f"@Paula PM, {answers.not_let(bot.process.stage('Replicating'))}\n"
    with bot.engine.begin() as connection:
        assert tickets.get(connection, ticket).override is None


def test_a_ticket_without_a_record_is_left_alone(workspace, ask):
    ticket = workspace.create("validating")

    assert words_of(ask(ticket, "/override Fixing because", by="pm")) == (
        f"@Paula PM, {answers.not_handled_yet()}\n"
    )


def test_a_move_that_waits_to_be_judged_is_overruled(workspace, ready, ask, bot):
    ticket = ready("validating", Severity=None)
    workspace.drag(ticket, "replicating")

    override(workspace, ask, ticket)

    assert workspace.status(ticket) == "replicating"
    assert (last_move(bot, ticket)["verdict"], last_move(bot, ticket)["mover_name"]) == ("overridden", "Pm")
    assert len(workspace.comments(ticket)) == 1


def test_a_move_that_waits_for_github_is_overruled(workspace, ready, ask, monkeypatch):
    ticket = ready("verifying")
    workspace.drag(ticket, "in production", by="qa")
    monkeypatch.setattr(pull_requests, "look_up", away)
    with pytest.raises(NotDecidedError):
        workspace.settle(ticket)

    override(workspace, ask, ticket, "/override In Production I saw it merged.")

    assert workspace.status(ticket) == "In Production"
    assert "What was missing:\nThe pull request " in workspace.comments(ticket)[0]["comment_text"]


def away(*_args, **_kwargs):
    raise pull_requests.ProviderAwayError("GitHub does not answer")


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (overriding.tickets, "note"),
        ("client", "update_task"),
        pytest.param(overriding, "hint_made_for", id="override-hint"),
        pytest.param(slash_answer, "_answer", id="answer-answer"),
        (moves, "record"),
        (stored_comments, "owe"),
        (stored_comments, "attempt"),
        (stored_comments, "done"),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_leaves_one_move_and_one_answer(workspace, ready, say, bot, monkeypatch, place, name, when):
    ticket = ready("validating", Severity=None)
    say(ticket, "/override Replicating The client is waiting.", by="pm")
    place = type(bot.client) if place == "client" else place
    original = getattr(place, name)

    def doomed(*args, **kwargs):
        if when == "after":
            original(*args, **kwargs)
        die()

    def both():
        answer(workspace, ticket)
        if workspace.status(ticket) == "replicating":
            workspace.tell_of_move(ticket, "validating", "replicating", by="bot")
        workspace.settle(ticket)

    with monkeypatch.context() as patched:
        patched.setattr(place, name, doomed)
        with pytest.raises(KeyboardInterrupt):
            both()

    workspace.settle(ticket)  # whichever job runs first
    both()
    both()

    assert workspace.status(ticket) == "replicating"
    [said] = workspace.comments(ticket)
    assert words_of(said).startswith("@Paula PM, I moved this ticket to Replicating, as you asked.")
    with bot.engine.begin() as connection:
        assert [row["verdict"] for row in moves.latest(connection, ticket)] == ["overridden"]
