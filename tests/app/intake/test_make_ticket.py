"""Reports of clients become tickets: in the right list, with everything, once."""

import io
from datetime import date
from unittest import mock

import pytest
import requests
from sqlalchemy import func, select

from app.errors import LaterError
from app.intake import make_ticket, publish
from app.messages.comments import client_report as words
from app.process import file as process_file
from app.store import client_reports, creations
from app.store.client_reports import Upload
from app.store.tables import client_report_pieces
from app.ticket import companies, create_once
from clickup_client.client import ClickUpClient
from clickup_client.errors import BadRequestError, NoAnswerError, ServerBrokenError
from tests.app.dates import milliseconds
from tests.app.faults import dying_at

FIRST_LEVEL = "901200000002"
REFERENCE = "7KQ2-M9XD-4TRB"
ANSWERS = {
    "summary": "Trailer stays black",
    "category": "Data Issues",
    "description": "I press play.\nNothing happens.",
    "target_url": "https://example.com/film/12",
    "steps": "Press play.",
    "severity": "Minor",
    "target_date": "2026-12-24",
    "company": "kino  TERMINUS",
    "contact_email": "client@example.com",
}


@pytest.fixture
def report(bot):
    """Keep a report as the web process does, with changes; None leaves an answer out."""
    for company in bot.client.each_task(bot.directory.companies_list):
        companies.remember(bot, company)

    def report(*files, **changes):
        answers = {key: value for key, value in (ANSWERS | changes).items() if value is not None}
        uploads = [
            Upload(name=name, content_type="text/plain", size=len(content), stream=io.BytesIO(content))
            for name, content in files
        ]
        with bot.engine.begin() as connection:
            client_reports.add(
                connection,
                reference=REFERENCE,
                source="form:website",
                idempotency_key="1",
                digest="d",
                answers=answers,
                files=uploads,
            )

    return report


@pytest.fixture
def take(bot):
    return lambda: make_ticket.take_report(bot, REFERENCE)


@pytest.fixture
def stored(bot):
    def stored():
        with bot.engine.begin() as connection:
            return client_reports.get(connection, REFERENCE)

    return stored


@pytest.fixture
def made(workspace):
    """The tickets that came of it, as ClickUp shows them."""

    def made(list_id="901200000001"):
        tasks = workspace.api("GET", f"/list/{list_id}/task?include_closed=true", by="admin")["tasks"]
        return [workspace.task(task["id"]) for task in tasks if task["name"] == ANSWERS["summary"]]

    return made


def values(task):
    return {field["name"]: field.get("value") for field in task["custom_fields"] if "value" in field}


def said_in(task):
    """The description behind its first line, which has the reference."""
    assert task["description"].startswith("Stagegate, reference ")
    return task["description"].partition("\n\n")[2]


def files(task):
    return [(attached["title"], attached["size"]) for attached in task["attachments"]]


def test_a_report_becomes_a_ticket_in_the_first_stage_with_everything_in_its_field(
    report, take, made, stored, bot
):
    report()

    assert take() is None
    [task] = made()
    read = bot.client.get_task(task["id"])
    assert task["status"]["status"] == "validating"
    assert values(task)["Target URL"] == "https://example.com/film/12"
    assert values(task)["Steps to Reproduce the Issue"] == "Press play."
    assert values(task)["Client email"] == "client@example.com"
    assert [linked["name"] for linked in values(task)["Company"]] == ["Kino Terminus"]
    assert read.field("Category").options[values(task)["Category"]].name == "Data Issues"
    assert read.field("Severity").options[values(task)["Severity"]].name == "Minor"
    assert int(values(task)["Client Target Date"]) == milliseconds(date(2026, 12, 24))
    assert said_in(task) == (
        "I press play.\nNothing happens.\n\n"
        'Reported through the form "website". The client\'s reference: 7KQ2-M9XD-4TRB'
    )
    assert (stored().state, stored().number) == ("done", task["id"])


def test_what_the_client_wrote_is_forgotten_here_once_the_ticket_has_it(report, take, stored, bot):
    report(("a.txt", b"1"))
    take()

    with bot.engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(client_report_pieces)) == 0
    assert stored().answers is None


def test_doing_it_again_does_nothing(report, take, made, workspace):
    report()
    take()
    before = workspace.calls()["total"]

    assert take() is None
    assert workspace.calls()["total"] == before
    assert len(made()) == 1


def test_it_costs_two_calls_and_one_for_each_file(report, take, workspace):
    before = workspace.calls()["total"]
    report(("a.txt", b"1"), ("b.txt", b"2"))
    take()

    assert workspace.calls()["total"] - before == 4


def test_other_categories_go_to_the_first_level_and_what_no_field_takes_into_the_description(
    report, take, made
):
    report(category="Question", company="Nobody Knows")
    take()

    assert made() == []
    [task] = made(FIRST_LEVEL)
    assert task["status"]["status"] == "open"
    assert values(task)["Client email"] == "client@example.com"
    assert "Company" not in values(task)
    assert said_in(task).startswith(
        "I press play.\nNothing happens.\n\n"
        "Target URL: https://example.com/film/12\n"
        "Steps to Reproduce the Issue: Press play.\n"
        "Severity: Minor\n"
        "Client Target Date: 2026-12-24\n"
        f"Company: {words.unknown_company('Nobody Knows')}\n\n"
        'Reported through the form "website". '
    )


def test_companies_of_the_same_name_are_not_guessed(report, take, made, bot, workspace):
    company = workspace.api(
        "POST", f"/list/{bot.directory.companies_list}/task", by="admin", name="Kino-Terminus"
    )
    companies.remember(bot, bot.client.get_task(company["id"]))
    report()
    take()

    [task] = made()
    assert "Company" not in values(task)
    assert f"Company: {words.unknown_company('kino  TERMINUS')}" in task["description"]


def test_a_value_that_clickup_refuses_does_not_cost_the_ticket(report, take, made):
    report()
    original = ClickUpClient.create_task

    def picky(self, list_id, **more):
        if more["custom_fields"]:
            raise BadRequestError("Value is not a valid URL", method="POST", path="/v2/list/1/task")
        return original(self, list_id, **more)

    with mock.patch.object(ClickUpClient, "create_task", picky):
        take()

    [task] = made()
    assert values(task) == {}
    assert (
        "Category: Data Issues\n"
        "Target URL: https://example.com/film/12\n"
        "Steps to Reproduce the Issue: Press play.\n"
        "Severity: Minor\n"
        "Client Target Date: 2026-12-24\n"
        "Company: kino  TERMINUS\n"
        "Client's e-mail: client@example.com\n"
    ) in task["description"]


def test_a_list_that_takes_no_ticket_at_all_is_an_error(report, take, stored):
    report()
    refusal = BadRequestError("List is archived", method="POST", path="/v2/list/1/task")

    with mock.patch.object(ClickUpClient, "create_task", side_effect=refusal), pytest.raises(BadRequestError):
        take()

    assert stored().state == "waiting"


def test_files_become_attachments(report, take, made):
    report(("trace.log", b"x" * 600_000), ("b.txt", b"2"), ("b.txt", b"2"))
    take()

    [task] = made()
    assert files(task) == [("trace.log", 600_000), ("b.txt", 1), ("b.txt", 1)]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("place", "name"),
    [
        (ClickUpClient, "create_task"),
        (create_once.store, "done"),
        (client_reports, "created"),
        (client_reports, "attempt"),
        (ClickUpClient, "attach_file"),
        (client_reports, "settle_file"),
        (client_reports, "done"),
    ],
)
def test_whenever_it_is_cut_off_there_is_one_ticket_with_each_file_once(
    report, take, made, stored, place, name, when
):
    report(("a.txt", b"1"), ("a.txt", b"2"), ("c.txt", b"333"))
    with dying_at(place, name, when), pytest.raises(KeyboardInterrupt):
        take()

    take()

    [task] = made()
    assert files(task) == [("a.txt", 1), ("a.txt", 1), ("c.txt", 3)]
    assert stored().state == "done"


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", [{"status": 502}, {"drop": True}])
@pytest.mark.parametrize("path", ["/api/v2/list/*/task", "/api/v2/task/*/attachment"])
def test_whatever_clickup_does_not_answer_there_is_one_ticket_with_each_file_once(
    report, take, made, sandbox, path, how, after
):
    report(("a.txt", b"1"), ("c.txt", b"333"))
    rule = {"method": "POST", "path": path, "count": 1, "after": after, **how}
    requests.post(f"{sandbox.url}/sandbox/faults", json=rule, timeout=120).raise_for_status()
    with pytest.raises((NoAnswerError, ServerBrokenError)):
        take()

    take()

    [task] = made()
    assert files(task) == [("a.txt", 1), ("c.txt", 3)]


def test_a_file_that_clickup_refuses_is_told_on_the_ticket_and_holds_nothing_up(
    report, take, made, workspace, stored
):
    report(("bad.exe", b"1"), ("good.txt", b"2"))
    original = ClickUpClient.attach_file

    def picky(self, task_id, *, name, **more):
        if name == "bad.exe":
            raise BadRequestError("File type not allowed.", method="POST", path="/v2/task/1/attachment")
        return original(self, task_id, name=name, **more)

    with mock.patch.object(ClickUpClient, "attach_file", picky):
        take()
    [task] = made()
    workspace.settle(task["id"])

    assert files(task) == [("good.txt", 1)]
    [comment] = workspace.comments(task["id"])
    assert comment["comment_text"].startswith(words.file_refused("bad.exe", "File type not allowed.").plain())
    assert stored().state == "done"


def test_a_ticket_that_was_deleted_meanwhile_ends_it(report, take, made, bot, stored):
    report(("a.txt", b"1"))
    with dying_at(ClickUpClient, "attach_file", "before"), pytest.raises(KeyboardInterrupt):
        take()
    bot.client.delete_task(made()[0]["id"])

    take()

    assert stored().state == "done"


def test_two_workers_do_not_do_the_same(report, take, bot, made):
    report(("a.txt", b"1"))
    with creations.alone(bot.engine, make_ticket.lock_of(REFERENCE)), pytest.raises(LaterError):
        take()
    with creations.alone(bot.engine, make_ticket._UPLOADING), pytest.raises(LaterError):
        take()

    take()

    assert len(made()) == 1


def test_in_shadow_mode_nothing_is_made_and_it_is_looked_at_again(report, workspace, made, clock):
    report()
    workspace.change_process(mode="shadow")

    assert make_ticket.take_report(workspace.bot, REFERENCE) == clock.now + make_ticket.SHADOW_WAIT
    assert made() == []
    assert publish.offer_of(workspace.bot.process) is None


def test_an_unknown_report_is_nothing(take):
    assert take() is None


def test_the_new_ticket_is_judged_like_any_other(report, take, made, workspace):
    report(category="Security Issues")
    take()
    [task] = made()
    workspace.tell_of_creation(task["id"], "validating", by="bot")

    workspace.settle(task["id"])

    assert workspace.comments(task["id"]) == []
    assert {user["username"] for user in workspace.task(task["id"])["assignees"]} == {"Olivia Ops"}


def test_what_is_asked_is_what_the_process_file_says():
    offer = publish.offer_of(process_file.load_process(None))

    assert offer.title == "Report a problem"
    assert offer.asked == (
        "summary",
        "category",
        "description",
        "target_url",
        "steps",
        "severity",
        "target_date",
        "company",
        "contact_email",
    )
    assert offer.optional == ("target_url", "steps", "target_date")
    assert offer.categories == (
        "Bugs/Defects",
        "Infrastructure & Networking Issues",
        "Security Issues",
        "Data Issues",
        "Question",
        "Access",
    )
    assert offer.severities == ("Critical", "Major", "Minor", "Trivial")
    assert offer.time_zone == "UTC"


def test_a_process_that_asks_little_offers_little():
    process = process_file.load_process(None)
    little = process.intake.model_validate({"asks": {"category": "Category"}})

    offer = publish.offer_of(process.model_copy(update={"intake": little}))

    assert offer.asked == ("summary", "category", "description", "contact_email")
    assert offer.severities == ()
    assert publish.offer_of(process.model_copy(update={"intake": None})) is None
