"""What a new administrator meets in a workspace that is not like the demo's."""

import copy

import pytest
from dotenv import dotenv_values

from app.doctor.account import check_role
from app.doctor.check import Level
from app.process.file import load_process
from app.setup.choosing import MissingChoiceError, NoTerminal
from app.setup.plan import ChoiceError
from app.setup.process_on_disk import SetupError
from clickup_client.models import User, Workspace
from tests.app.setup.person import Person

NOTHING_LEFT = "✓ Nothing is left to do in ClickUp."


def first(question):
    return question.options[0].value


def rename_option(field, old, new):
    option = next(each for each in field["options"] if each["name"] == old)
    option["name"] = new


def choices(person):
    return [question for question in person.questions if not isinstance(question, str)]


def test_a_finished_workspace_is_asked_nothing_and_costs_few_calls(setup, process_file):
    setup(NoTerminal(), automations_exist=True)
    person = Person()

    said = setup(person, settings={"github_token": "gh"})

    assert person.questions == []
    assert NOTHING_LEFT in said
    assert f"✓ {process_file} is already up to date." in said
    assert setup.calls <= 30


def test_automations_are_listed_until_someone_says_that_they_exist(setup):
    person = Person(confirm=lambda about: not about.startswith("Show"), ask=lambda *_: "UTC")

    assert any(line.startswith("  When: Custom field changes") for line in setup(person))

    assert "Do these Automations exist in ClickUp already?" in person.questions
    assert NOTHING_LEFT in setup(NoTerminal())


def test_a_process_without_notices_gets_no_fields_and_automations_of_them(setup, workspace, process_file):
    setup(NoTerminal())
    text = process_file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "tells client:" not in line]
    text = "\n".join(lines)
    for start, end in (("# A ClickUp Automation tells", "# What happens when a ticket stays"),):
        text = text[: text.index(start)] + text[text.index(end) :]
    process_file.write_text(text + "\n", encoding="utf-8")
    for name in ("Client notice", "Client notice text", "Notice sent", "Client email"):
        workspace.fields.remove(workspace.field(name))

    assert NOTHING_LEFT in setup(NoTerminal())


def test_lists_are_shown_with_their_space(setup, workspace):
    other = copy.deepcopy(workspace.data["spaces"][0])
    other |= {"id": "90120099", "name": "Archive"}
    for number, each in enumerate(other["lists"]):
        each["id"] = f"99990{number}"
        for field in each["fields"]:
            field["id"] = f"other-{number}-{field['id']}"
        for status in each["statuses"]:
            status.pop("id", None)
    workspace.data["spaces"].append(other)
    person = Person(choose=first)

    setup(person)

    assert [[option.label for option in each.options][:2] for each in choices(person)[:1]] == [
        ["Level 2 Support (Space Support)", "Level 2 Support (Space Archive)"]
    ]
    with pytest.raises(ChoiceError, match='there are 2 lists named "Companies"; give an id: '):
        setup(NoTerminal(), flags={"lists": {"companies": "Companies"}})


def test_a_missing_list_may_be_created_later(setup, workspace):
    workspace.data["spaces"][0]["lists"].remove(workspace.list("Companies"))

    said = setup(NoTerminal(), flags={"lists": {"companies": ""}})

    assert (
        '  1. Create the list "Companies", with the field "Company Tier": Dropdown. Share it with '
        "the bot's user."
    ) in said


def test_a_renamed_option_is_asked_about_and_written_everywhere(setup, workspace, process_file):
    rename_option(workspace.field("Severity"), "Critical", "Criticall")
    person = Person(choose=first)

    said = setup(person)

    (question,) = choices(person)
    assert question.about == 'The field "Severity" has no option "Critical". Which one is it?'
    assert question.flag == '--option "Severity/Critical=..."'
    assert question.skip == "I will add it in ClickUp"
    assert '  - "Critical" is called "Criticall" here' in said
    process = load_process(process_file)
    assert process.choices("Severity")[0] == "Criticall"
    assert "Severity: {Criticall: 13, Major: 8," in process_file.read_text(encoding="utf-8")


def test_without_a_terminal_a_renamed_option_has_a_flag(setup, workspace, process_file):
    rename_option(workspace.field("Severity"), "Critical", "Criticall")

    with pytest.raises(MissingChoiceError, match=r'--option "Severity/Critical=\.\.\."'):
        setup(NoTerminal())
    setup(NoTerminal(), flags={"options": {"Severity/Critical": "Criticall"}})

    assert load_process(process_file).choices("Severity")[0] == "Criticall"


def test_a_status_is_of_one_stage(setup):
    with pytest.raises(ChoiceError, match="already the one of Validating; a status belongs to one stage"):
        setup(NoTerminal(), flags={"statuses": {"Validating": "fixing", "Replicating": "fixing"}})


@pytest.mark.parametrize(("role", "said"), [(3, None), (None, None), (4, "is a guest in W.")])
def test_a_guest_is_told_what_it_cannot_do(role, said):
    user = User(id=1, email="bot@x.example")
    member = user.model_copy(update={"role": role})

    check = check_role(user, Workspace(id="9", name="W", members=(member,)))

    assert check is None if said is None else said in check.found and check.level is Level.BAD


def test_settings_are_written_with_consent(setup, tmp_path, process_file):
    person = Person(
        ask=lambda about, is_secret: "gh_1" if is_secret and "GITHUB" in about else "UTC",
        confirm=lambda about: about.startswith("Write"),
    )

    said = setup(person, settings={"process": None})

    assert dotenv_values(tmp_path / ".env") == {
        "STAGEGATE_PROCESS": str(process_file),
        "STAGEGATE_GITHUB_TOKEN": "gh_1",
    }
    assert not any(line.startswith("Set these in the environment") for line in said)


def test_what_is_no_time_zone_is_told(setup):
    with pytest.raises(SetupError, match='"Berlin" is not a time zone; give an IANA name'):
        setup(NoTerminal(), flags={"time_zone": "Berlin"})
