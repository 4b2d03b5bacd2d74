"""What members ask in comments is done once and answered once, whatever happens in between."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from app.messages.comments import answers
from app.process.file import load_process
from app.slash_commands import answer as slash_answer
from app.store import comments as stored_comments
from app.store import pauses
from tests.app.asking import answer, words_of
from tests.app.faults import die
from tests.app.people import BOT, MERGED, PEOPLE
from tests.app.texts import HOSTILE, assert_harmless, boxes, mentioned

PROCESS = load_process(None)
ZONE = ZoneInfo("UTC")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
NO_STAGE = answers.no_stage(answers.unknown_stage("Foxing", PROCESS))


def jobs(bot):
    with bot.engine.connect() as connection:
        found = connection.execute(text("SELECT queueing_lock FROM procrastinate_jobs WHERE status = 'todo'"))
        return [row.queueing_lock for row in found if not row.queueing_lock.startswith("card:")]


# --- hearing of them ----------------------------------------------------------------------------------------


def test_a_command_is_queued_and_nothing_else_is(bot, ready, say):
    ticket = ready("validating")

    for words in ("see /why", "// why", "/ why", "why", "/var/log is full", ""):
        if words:
            say(ticket, words)
    assert jobs(bot) == []

    assert say(ticket, " /Why is it here?").queued
    assert jobs(bot) == [f"command:{ticket}"]


def test_one_that_is_reported_twice_is_answered_once(workspace, ready, say):
    """By two webhooks, as while a secret is changed, or by two events of one."""
    ticket = ready("validating")
    told = {"id": "7", "after": "c7"}
    say(ticket, "/why", event="taskUpdated", **told)
    say(ticket, "/why", **told)
    say(ticket, "/why", **(told | {"id": "8"}))
    answer(workspace, ticket)

    assert answer(workspace, ticket) == 0
    assert len(workspace.comments(ticket)) == 1


def test_an_edited_comment_repeats_nothing(workspace, ready, say):
    ticket = ready("validating")
    say(ticket, "/why", event="taskCommentUpdated")
    say(ticket, "/why", event="taskUpdated")

    assert answer(workspace, ticket) == 0


@pytest.mark.parametrize("user", [{"id": BOT}, {"id": -1}, {"id": 99, "username": "A guest"}, None])
def test_who_is_no_member_is_not_answered(workspace, ready, say, user):
    ticket = ready("validating")
    say(ticket, "/why", user=user)

    answer(workspace, ticket)

    assert workspace.comments(ticket) == []
    assert answer(workspace, ticket) == 0


def test_a_member_who_joined_after_the_start_is_answered(ready, workspace, ask):
    ticket = ready("validating")
    workspace.use(directory=replace(workspace.bot.directory, members=frozenset()))

    assert mentioned(ask(ticket, "/why", by="qa")) == [PEOPLE["qa"]]


def test_on_what_is_no_ticket_nothing_is_answered(workspace, say):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name="Cinema")["id"]
    say(company, "/why")
    say(company, "/pause for ever")

    answer(workspace, company)

    assert workspace.comments(company) == []
    assert answer(workspace, company) == 0


def test_shadow_mode_says_nothing(workspace, ready, say):
    ticket = ready("validating", Severity=None)
    workspace.change_process(mode="shadow")
    for words in ("/why", "/override Replicating because", "/pause for lunch"):
        say(ticket, words, by="pm")

    assert answer(workspace, ticket) == 0
    assert workspace.comments(ticket) == []


@pytest.mark.parametrize(
    "words",
    ["@Stagegate /why", "@Stagegate Bot why?", "\n\n/why", "Hello!\n\n/why", "/WHY"],
    ids=["short name", "without a slash", "blank line", "after a text", "capitals"],
)
def test_it_is_answered_once_however_it_is_asked(workspace, ready, ask, words):
    ticket = ready("validating")

    assert "this ticket is in Validating." in words_of(ask(ticket, words))
    assert answer(workspace, ticket) == 0


def test_another_persons_mention_is_not_answered(workspace, ready, say):
    ticket = ready("validating")
    say(ticket, "@Quinn QA, why is this here?")

    assert answer(workspace, ticket) == 0
    assert workspace.comments(ticket) == []


def test_help_and_what_is_not_known_are_answered(ready, ask):
    ticket = ready("validating")

    assert words_of(ask(ticket, "/help")).startswith(
        "@Olivia Ops, a comment that begins with one of these asks me:\n\n/why: "
    )
    assert words_of(ask(ticket, "/overide Replicating because")).startswith(
        "@Olivia Ops, I do not know /overide. Did you mean /override? A comment that begins with"
    )


def test_on_a_clients_own_ticket_not_even_help_is_given(workspace, say):
    own = workspace.api("POST", "/list/901200000002/task", by="admin", name="It is broken")["id"]
    say(own, "/help")
    say(own, "@Stagegate Bot why?")
    answer(workspace, own)

    assert workspace.comments(own) == []


def test_a_check_of_the_stage_where_it_is_says_so(ready, ask):
    ticket = ready("validating")

    assert words_of(ask(ticket, "/check Validating")) == (
        "@Olivia Ops, this ticket is already in Validating.\n"
    )


def test_why_tells_what_its_own_stage_still_requires(ready, ask):
    ticket = ready("replicating", **{"Client Target Date": None})

    assert (
        "Still required in Replicating:\n"
        'Client Target Date is not set. Choose a day in the "Client Target Date" field.\n'
    ) in words_of(ask(ticket, "/why"))


# --- /why and /check ----------------------------------------------------------------------------------------


def test_why_tells_what_the_next_stage_needs(ready, ask):
    ticket = ready("replicating", **{"Issue Workaround": None})

    said = ask(ticket, "/why")

    assert words_of(said) == (
        "@Olivia Ops, this ticket is in Replicating.\n\n"
        "The ticket cannot move to Estimating:\n"
        "Acceptance Criteria is filled in.\n"
        "Target URL is filled in.\n"
        "Severity is filled in.\n"
        "Steps to Reproduce the Issue is filled in.\n"
        "Issue affects other clients is filled in.\n"
        'Issue Workaround is empty. Fill in the "Issue Workaround" field.\n'
    )
    assert mentioned(said) == [PEOPLE["ops"]]
    assert len(boxes(said)) == 6


def test_why_costs_a_read_and_the_answer(workspace, ready, say):
    ticket = ready("replicating")
    say(ticket, "/why")

    assert answer(workspace, ticket) == 2
    assert answer(workspace, ticket) == 0


def test_why_tells_why_it_was_put_back(workspace, ready, ask):
    ticket = ready("estimating", due=None)
    workspace.move(ticket, "fixing", by="tech")

    assert words_of(ask(ticket, "/why", by="tech")) == (
        "@Theo Tech, this ticket is in Estimating.\n\n"
        "It was moved to Fixing by Tech on Mon 23 Nov 2026 09:00 UTC and moved back.\n\n"
        "The ticket cannot move to Fixing:\n"
        'Estimated Delivery Date is not set. Set the ticket\'s Due Date or the "Estimated Delivery Date" '
        "field. The other one follows.\n"
        "Priority is filled in.\n"
    )


def test_why_tells_when_it_may_go_on(ready, ask):
    assert words_of(ask(ready("fixing"), "/why")) == (
        "@Olivia Ops, this ticket is in Fixing.\n\n"
        "The ticket can move to Verifying:\n"
        "Pull Request is filled in.\n"
    )


def test_why_of_a_closed_ticket(workspace, ready, ask):
    ticket = ready("verifying")
    workspace.move(ticket, "in production", by="qa")

    assert words_of(ask(ticket, "/why")) == (
        '@Olivia Ops, this ticket is in Closed (Resolved) ("In Production" in ClickUp).\n\n'
        f"{answers.NO_NEXT_STAGE}\n"
    )


def test_why_of_a_status_outside_of_the_process(ready, ask, workspace):
    ticket = ready("verifying")
    stages = tuple(stage for stage in workspace.bot.process.stages if stage.name != "Verifying")
    moved = workspace.bot.process.moves.model_copy(update={"resolved_from": "last open stage"})
    workspace.change_process(stages=stages, moves=moved)

    assert words_of(ask(ticket, "/why")) == (f"@Olivia Ops, {answers.outside('verifying')}\n")


def test_check_judges_a_move_that_no_one_made(workspace, ready, ask):
    ticket = ready("validating", Severity=None)

    said = ask(ticket, "/check closed (unresolved)")

    assert words_of(said) == (
        "@Olivia Ops, nothing was changed. The ticket can move to Closed (Unresolved):\n"
        "Resolution Notes is filled in.\n"
    )
    assert workspace.status(ticket) == "validating"


def test_check_tells_what_stands_in_the_way(ready, ask):
    assert words_of(ask(ready("validating"), "/check Fixing")) == (
        "@Olivia Ops, nothing was changed. The ticket cannot move to Fixing:\n"
        "A ticket moves forward one stage at a time: after Validating comes Replicating, not Fixing. "
        "Move it to Replicating first.\n"
        "Estimated Delivery Date is filled in.\n"
        "Priority is filled in.\n"
    )


def test_check_tells_what_cannot_be_judged(ready, ask, workspace):
    providers = tuple(each.__class__(**(vars_of(each) | {"token": None})) for each in workspace.bot.providers)
    workspace.use(providers=providers)

    said = words_of(ask(ready("verifying"), "/check In Production"))

    assert said.startswith(
        "@Olivia Ops, nothing was changed. I cannot tell right now whether the ticket can move to "
        f'Closed (Resolved) ("In Production" in ClickUp):\nThe pull request {MERGED} could not be checked: '
    )


def vars_of(thing):
    return {name: getattr(thing, name) for name in type(thing).__dataclass_fields__}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "/check Foxing",
            NO_STAGE,
        ),
        ("/check", answers.which_stage("check", PROCESS)),
        (
            "/override Foxing now",
            NO_STAGE,
        ),
        ("/override", answers.which_stage("override", PROCESS)),
        ("/override Fixing", answers.no_reason("/override Fixing")),
        ("/override validating because", answers.already_there(PROCESS.stage("Validating"))),
        ("/pause", answers.no_reason("/pause")),
        ("/resume", answers.not_paused()),
    ],
)
def test_a_command_that_cannot_be_done_says_how(workspace, ready, ask, words, said):
    ticket = ready("validating", Severity=None)

    assert words_of(ask(ticket, words, by="pm")) == f"@Paula PM, {said}\n"
    assert workspace.status(ticket) == "validating"


# --- /pause and /resume -------------------------------------------------------------------------------------


def test_a_clock_is_paused_and_resumed(ready, ask, bot, clock):
    ticket = ready("validating")

    assert words_of(ask(ticket, "/pause The client is on holiday.")) == (
        f"@Olivia Ops, {answers.paused(PROCESS.stage('Validating'))}\n"
    )
    with bot.engine.begin() as connection:
        [pause] = pauses.standing(connection, ticket)
    assert (pause.cause, pause.reason, pause.by) == ("command", "The client is on holiday.", "Ops")

    clock.forward(hours=2)
    assert words_of(ask(ticket, "/pause Again.", by="qa")) == (
        f"@Quentin QA, {answers.paused_already(MONDAY, ZONE)}\n"
    )
    assert words_of(ask(ticket, "/resume", by="qa")) == (
        f"@Quentin QA, {answers.resumed(MONDAY, ZONE, still_paused=False)}\n"
    )
    with bot.engine.begin() as connection:
        assert pauses.standing(connection, ticket) == []


def test_a_mark_pauses_the_clock_all_the_same(ready, ask, bot, clock):
    ticket = ready("validating")
    ask(ticket, "/pause The client is on holiday.")
    with bot.engine.begin() as connection:
        pauses.begin(connection, ticket, "mark", clock.now)

    assert words_of(ask(ticket, "/resume")) == (
        f"@Olivia Ops, {answers.resumed(MONDAY, ZONE, still_paused=True)}\n"
    )


def test_a_due_date_is_not_paused(ready, ask):
    assert words_of(ask(ready("fixing"), "/pause The client is on holiday.")) == (
        f"@Olivia Ops, {answers.paused(PROCESS.stage('Fixing'))}\n"
    )


def test_a_closed_ticket_has_no_clock(workspace, ready, ask):
    ticket = ready("verifying")
    workspace.move(ticket, "in production", by="qa")

    assert words_of(ask(ticket, "/pause for ever")) == (
        f"@Olivia Ops, {answers.no_clock(PROCESS.stage('Closed (Resolved)'))}\n"
    )


def test_pausing_costs_only_the_answer(workspace, ready, say):
    ticket = ready("validating")
    say(ticket, "/pause The client is on holiday.")

    assert answer(workspace, ticket) == 1


@pytest.mark.parametrize("word", ["pause lunch", "resume"])
def test_a_crash_leaves_one_answer(workspace, ready, ask, say, monkeypatch, word):
    ticket = ready("validating")
    if word == "resume":
        ask(ticket, "/pause lunch")
    said = len(workspace.comments(ticket))
    say(ticket, f"/{word}")
    for place, name in (
        (slash_answer.store, "handled"),
        (stored_comments, "attempt"),
        (stored_comments, "done"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, name, die)
            with pytest.raises(KeyboardInterrupt):
                answer(workspace, ticket)

    answer(workspace, ticket)
    answer(workspace, ticket)

    assert len(workspace.comments(ticket)) == said + 1
    assert "the SLA clock of this ticket" in words_of(workspace.comments(ticket)[0])


# --- hostile texts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE.keys())
def test_reasons_forge_nothing(workspace, ready, say, words):
    ticket = ready("validating", Severity=None)
    for command in (f"/check {words}", f"/override {words}", f"/override Replicating {words}"):
        say(ticket, command.replace("\0", ""), by="pm", comment={"text_content": command})
        answer(workspace, ticket)
        workspace.settle(ticket)

    for comment in workspace.comments(ticket):
        assert mentioned(comment) == [PEOPLE["pm"]]
        assert len(boxes(comment)) <= 1
        assert len(comment["comment_text"]) < 1000
        assert_harmless(comment)
