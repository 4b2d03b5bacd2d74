"""What a probe saw is kept, and followed wherever the bot would do something else."""

from datetime import UTC, date, datetime

import pytest
import requests
from sqlalchemy import update

from app.comments import outbox
from app.intake import make_ticket
from app.messages.comments import fallback, too_long
from app.sla import marks
from app.store import client_reports, comments, tables
from app.store.comments import CommentKind
from app.ticket import create_once
from app.ticket.create_once import NewTask
from app.worker import missing
from app.workspace import answers
from app.workspace.answers import Answers, NotAsked, Report, Seen
from app.workspace.directory import members_of
from clickup_client.comment import text
from clickup_client.models import User, Workspace
from tests.app.people import LIST, QA

REPORT = Report(
    workspace_id="9012345678",
    asked_at=datetime(2026, 11, 28, tzinfo=UTC),
    calls=40,
    seen={
        "unknown_tag": Seen(value="is_dropped"),
        "due_date_zone": Seen(value="of_another", number=540, zone="Asia/Tokyo"),
    },
    not_asked={"form_creator": NotAsked(reason="lacking")},
)


@pytest.fixture
def here(workspace):
    """A workspace that behaves otherwise, and a bot that knows it."""

    def here(behaviours, **known):
        url = f"{workspace.url}/sandbox/behaviours"
        requests.post(url, json=behaviours, timeout=120).raise_for_status()
        workspace.use(answers=Answers(**known))
        return workspace.bot

    return here


def test_a_worker_follows_a_newer_probe(bot, engine):
    assert missing.with_new_answers(bot) is bot
    with engine.begin() as connection:
        answers.keep(connection, REPORT)

    follows = missing.with_new_answers(bot)

    assert follows.answers == Answers(makes_tags=False, zone="Asia/Tokyo")
    assert missing.with_new_answers(follows) is follows
    assert follows.moment_of(date(2026, 12, 3)) == datetime(2026, 12, 2, 19, tzinfo=UTC)


def test_what_another_version_kept_is_as_if_never_asked(engine):
    with engine.begin() as connection:
        answers.key_values.put(connection, "probe", {"seen": []})
        assert answers.read(connection) is None


@pytest.mark.parametrize(
    ("behaviours", "text_as", "is_bold"),
    [
        pytest.param({"edit_with_blocks_keeps_format": False}, "plain", False, id="plain text alone"),
        pytest.param({"edit_with_both_doubles": False}, "both", True, id="plain text beside it"),
    ],
)
def test_a_comment_is_edited_so_that_it_stands_there_once(
    here, workspace, ready, behaviours, text_as, is_bold
):
    here(behaviours, text_as=text_as)
    ticket = ready("validating", Severity=None)

    workspace.move(ticket, "replicating")
    workspace.move(ticket, "replicating")

    [comment] = workspace.comments(ticket)
    assert comment["comment_text"].count("Severity is not set.") == 1
    assert "Tried 2 times." in comment["comment_text"]
    assert any(run.get("attributes", {}).get("bold") for run in comment["comment"]) is is_bold


@pytest.mark.parametrize(
    ("resolves", "assignee", "calls"),
    [
        pytest.param(True, None, 1, id="it resolves"),
        pytest.param(False, None, 0, id="it does nothing"),
        pytest.param(False, QA, 1, id="someone has to resolve it"),
    ],
)
def test_a_comment_that_cannot_be_resolved_is_not(here, workspace, resolves, assignee, calls):
    bot, ticket = here({}, resolves_unassigned=resolves), workspace.create("validating")
    with bot.engine.begin() as connection:
        said = {"kind": CommentKind.ANSWER, "key": "command:1", "comment": text("Nothing is missing.")}
        comments.owe(connection, task_id=ticket, assignee=assignee, **said)
        connection.execute(update(tables.comments).values(settled=True))

    outbox.keep_up(bot, ticket)

    assert workspace.calls()["by_call"].get("PUT /api/v2/comment/{comment_id}", 0) == calls


def test_a_tag_is_made_where_clickup_makes_none(here, bot, workspace):
    ticket = workspace.create("validating")
    wanted = marks.Marks({"fresh tag"})

    follows = here({"unknown_tag_is_created": False}, makes_tags=False)
    marks.write(follows, bot.client.get_task(ticket), wanted)

    assert bot.client.get_task(ticket).tags == ("fresh tag",)


def test_a_comment_that_is_too_long_keeps_its_reference(here, workspace, ready):
    here({"longest_comment": 400}, longest_comment=400)
    ticket = ready("validating", **{"Severity": None, "Target URL": None, "Category": None})

    workspace.move(ticket, "replicating")
    workspace.move(ticket, "replicating")

    [said] = workspace.texts(ticket)
    assert len(said) <= 400
    assert said.endswith("Stagegate, reference 1")
    assert too_long.comment_ends().plain() in said


def test_what_a_description_has_no_room_for_is_in_a_comment(here, workspace):
    follows = here({"longest_description": 300}, longest_description=300)
    words = " ".join(f"word{number}" for number in range(100))

    made = create_once.create_once(follows, "key", NewTask(list_id=LIST, name="Long", description=words))
    rest = create_once.rest(follows, NewTask(list_id=LIST, name="Long", description=words))

    said = workspace.task(made.task_id)["text_content"]
    assert said.endswith(too_long.GOES_ON)
    kept = said.removesuffix(too_long.GOES_ON).split()[3:]
    assert [*kept, *rest.plain().removeprefix(too_long.THE_REST).split()] == words.split()
    assert create_once.rest(follows, NewTask(list_id=LIST, name="Short", description="Short.")) is None


def test_a_report_that_is_too_long_is_whole_with_its_comment(here, workspace):
    follows = here({"longest_description": 300}, longest_description=300)
    answered = {"summary": "Long", "category": "Data Issues", "description": "much too long " * 40}
    with follows.engine.begin() as connection:
        client_reports.add(
            connection,
            reference="7KQ2-M9XD-4TRB",
            source="form:website",
            idempotency_key="1",
            digest="d",
            answers=answered,
            files=[],
        )

    make_ticket.take_report(follows, "7KQ2-M9XD-4TRB")

    [ticket] = [t for t in follows.client.get_tasks(LIST).tasks if t.name == "Long"]
    outbox.keep_up(follows, ticket.id)
    [comment] = workspace.texts(ticket.id)
    whole = workspace.task(ticket.id)["text_content"] + comment
    assert whole.count("much") == 40
    assert "The client's reference: 7KQ2-M9XD-4TRB" in whole


def test_where_no_automation_runs_clients_are_told_the_other_way_at_once(here, workspace, ready):
    here({"automations_on_api_changes": False}, automations_run=False)
    ticket = ready("estimating")
    workspace.move(ticket, "fixing", by="pm")

    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    [said] = workspace.texts(ticket)
    assert fallback.NO_AUTOMATION in said
    assert workspace.field(ticket, "Client notice").has_value is False


def test_where_guests_have_no_role_whoever_has_none_is_a_guest():
    people = (User(id=1, role=3), User(id=2), User(id=3, role=4), User(id=4, role_key="member"))
    workspace = Workspace(id="9", members=people)

    assert members_of(workspace) == {1, 2, 4}
    assert members_of(workspace, guests_have_role=False) == {1, 4}


def test_what_is_said_where_text_is_too_long():
    assert too_long.comment_ends().plain() == "… (ClickUp does not keep longer comments here.)\n"
    assert too_long.rest_of_description("a\n\nb").plain() == f"{too_long.THE_REST}\n\na\n\nb\n"
