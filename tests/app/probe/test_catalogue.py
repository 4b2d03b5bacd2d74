"""The probe sees what ClickUp was recorded to do, and the other answer where it does the other thing."""

from dataclasses import replace

import pytest
import requests

from app.messages.admin import probe as words
from app.probe.catalogue import QUESTIONS
from app.workspace.answers import Answers, answers_of
from tests.app.people import BOT, PEOPLE
from tests.app.probe.scratch_lists import OTHER, SCRATCH

#: What recorded.md and facts.md say, as far as the sandbox without switches is it.
RECORDED = {
    "automations": "run",
    "edit_with_blocks": "keeps_format",
    "edit_with_both": "doubles",
    "resolving_unassigned": "resolves",
    "unknown_tag": "is_created",
    "due_date_zone": "of_the_account",
    "custom_dates": "are_snapped",
    "longest_comment": "is_kept_whole",
    "longest_description": "is_cut",
    "unknown_status": "400 CRTSK_001",
    "unknown_task": "401 OAUTH_027",
    "trashed_task": "404 ITEM_013",
    "hidden_task": None,
    "purged_task": None,
    "guest_role": "number",
    "form_creator": None,
    "shown_tasks": None,
}


def test_a_sandbox_without_switches_answers_as_recorded(probe, sandbox, left):
    probe.count(sandbox)
    report = probe.ask()

    assert {key: seen.value for key, seen in report.seen.items()} | dict.fromkeys(
        report.not_asked
    ) == RECORDED
    assert left() == []
    assert report.calls == probe.calls.spent <= 45


def test_each_question_has_its_words():
    assert list(words.WORDS) == [question.key for question in QUESTIONS]


@pytest.mark.parametrize(
    ("behaviour", "key", "seen", "followed"),
    [
        ({"automations_on_api_changes": False}, "automations", "do_not_run", {"automations_run": False}),
        ({"edit_with_blocks_keeps_format": False}, "edit_with_blocks", "loses_format", {"text_as": "plain"}),
        ({"edit_with_both_doubles": False}, "edit_with_both", "shows_once", {}),
        (
            {"resolving_unassigned_comment": "ignored"},
            "resolving_unassigned",
            "does_nothing",
            {"resolves_unassigned": False},
        ),
        ({"unknown_tag_is_created": False}, "unknown_tag", "is_dropped", {"makes_tags": False}),
        ({"custom_dates_snapped": False}, "custom_dates", "stay_as_sent", {}),
        ({"longest_comment": 900}, "longest_comment", "is_cut", {"longest_comment": 900}),
        ({"longest_description": 100}, "longest_description", "is_cut", {"longest_description": 100}),
        ({"longest_description": None}, "longest_description", "is_kept_whole", {}),
        ({"unknown_status_ecode": "ITEM_114"}, "unknown_status", "400 ITEM_114", {}),
        ({"unknown_task_answers": "404 ITEM_013"}, "unknown_task", "404 ITEM_013", {}),
        ({"trashed_task_answers": "401 ACCESS_083"}, "trashed_task", "401 ACCESS_083", {}),
        ({"guest_role": "key"}, "guest_role", "key", {}),
        ({"guest_role": "nothing"}, "guest_role", "nothing", {"guests_have_role": False}),
    ],
    ids=lambda case: " ".join(map(str, case.values())) if isinstance(case, dict) else str(case),
)
def test_another_answer_is_seen_and_followed(probe, behave, left, behaviour, key, seen, followed):
    behave(**behaviour)

    report = probe.ask(key)

    assert report.seen[key].value == seen
    assert answers_of(report) == Answers(**followed)
    assert left() == []


@pytest.mark.parametrize(
    ("doubles", "text_as"), [pytest.param(True, "plain", id="both"), pytest.param(False, "both", id="once")]
)
def test_where_the_array_loses_its_format_plain_text_is_sent(probe, behave, doubles, text_as):
    behave(edit_with_blocks_keeps_format=False, edit_with_both_doubles=doubles)

    assert answers_of(probe.ask("edit_with_blocks", "edit_with_both")).text_as == text_as


def test_how_long_an_automation_takes_is_told(probe, behave, sandbox, time):
    behave(automations_on_api_changes=False)
    looks = iter(range(100))

    def run_late():
        if next(looks) == 2:  # the third look comes after six seconds
            [task] = [t for t in sandbox.sandbox.memory.tasks.values() if t.list_id == SCRATCH]
            [answer] = [f for f in sandbox.sandbox.directory.fields(SCRATCH) if f.name == "Probe answer"]
            task.values[answer.id] = True

    time.meanwhile = run_late

    seen = probe.ask("automations").seen["automations"]
    assert (seen.value, seen.number) == ("run", 6)


@pytest.mark.parametrize(
    ("home", "owner", "value", "minutes", "zone"),
    [
        pytest.param("UTC", "UTC", "of_the_account", 0, None, id="of the account"),
        pytest.param("Asia/Tokyo", "Asia/Tokyo", "of_the_process", 540, "Asia/Tokyo", id="of the process"),
        pytest.param("UTC", "America/New_York", "of_another", -300, "America/Detroit", id="of another"),
    ],
)
def test_the_zone_in_which_days_are_kept_is_seen(probe, behave, workspace, home, owner, value, minutes, zone):
    behave(dates_snapped_in_zone_of="owner")
    changes = {"role": "owner", "time_zone": owner}
    url = f"{workspace.url}/sandbox/users/{PEOPLE['ops']}"
    requests.post(url, json=changes, timeout=120).raise_for_status()
    calendar = probe.bot.process.calendar.model_copy(update={"time_zone": home})
    probe.bot = replace(probe.bot, process=probe.bot.process.model_copy(update={"calendar": calendar}))

    report = probe.ask("due_date_zone")

    seen = report.seen["due_date_zone"]
    assert (seen.value, seen.number, seen.zone) == (value, minutes, zone)
    assert answers_of(report).zone == zone


@pytest.mark.parametrize(
    ("where", "key", "answer"),
    [("hidden", "hidden_task", "401 ACCESS_083"), ("purged", "purged_task", "401 OAUTH_027")],
)
def test_a_task_that_someone_names_is_asked_for(probe, workspace, where, key, answer):
    ticket = workspace.create("validating")
    place = {"is": where, "users": [BOT]}
    requests.post(f"{workspace.url}/sandbox/tasks/{ticket}", json=place, timeout=120).raise_for_status()

    assert probe.answer(key, **{key: ticket}) == answer


@pytest.mark.parametrize(
    ("creator", "value"),
    [("clickbot", "clickbot"), ("agent", "agent"), ("owner", "person"), ("nobody", "nobody")],
)
def test_who_made_the_task_of_a_form_is_seen(probe, workspace, behave, creator, value):
    behave(form_creator=creator)
    form = requests.post(
        f"{workspace.url}/sandbox/forms/901200000001", json={"name": "Help"}, timeout=120
    ).json()

    report = probe.ask("form_creator", form_task=form["id"])

    assert report.seen["form_creator"].value == value
    assert answers_of(report).form_creator == value


@pytest.mark.usefixtures("receiver")
@pytest.mark.parametrize(("tells", "value"), [(True, "are_told"), (False, "are_not_told")], ids=["yes", "no"])
def test_what_a_webhook_tells_of_other_lists_is_seen(probe, behave, left, tells, value):
    behave(list_webhooks_tell_of_shown_tasks=tells)

    assert probe.answer("shown_tasks", other=OTHER) == value
    assert left() == []


def test_where_no_delivery_arrives_that_is_not_asked(probe, left):
    assert probe.answer("shown_tasks", other=OTHER) is None
    assert left() == []
