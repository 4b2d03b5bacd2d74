"""What setup creates in ClickUp, and that it creates nothing without consent."""

import copy

import pytest

from app.process.file import load_process
from app.setup.choosing import MissingChoiceError, NoTerminal
from app.setup.plan import ChoiceError
from tests.app.setup.person import Person

NOTHING_LEFT = "✓ Nothing is left to do in ClickUp."
TAG = 'the tag "waiting for client"'
WHERE = 'the Space of the list "Level 2 Support"'


@pytest.fixture
def without_companies(workspace):
    workspace.data["spaces"][0]["lists"].remove(workspace.list("Companies"))


@pytest.fixture
def without_a_tag(workspace):
    workspace.data["spaces"][0]["tags"] = []


def create(question):
    return next(each.value for each in question.options if each.label == "Create it in the Space Support")


@pytest.mark.usefixtures("without_companies")
def test_a_person_may_have_a_missing_list_created(setup, process_file):
    said = setup(Person(choose=create))

    assert setup.made == ["Companies"]
    assert '✓ Created the list "Companies" in the Space Support.' in said
    assert '  1. In the list "Companies" create the field "Company Tier": Dropdown.' in said
    assert load_process(process_file).lists.companies.id is not None


@pytest.mark.usefixtures("without_companies")
def test_without_a_terminal_a_flag_is_the_consent(setup):
    with pytest.raises(MissingChoiceError, match="With --create-missing it is created"):
        setup(NoTerminal())

    setup(NoTerminal(), create_missing=True)

    assert setup.made == ["Companies"]


def test_in_an_empty_space_all_lists_are_created_and_the_rest_is_one_list_to_do(setup, workspace):
    workspace.data["spaces"][0]["lists"] = []
    person = Person()

    said = setup(person, create_missing=True)

    assert setup.made == ["Level 2 Support", "Client Support", "Companies"]
    assert not [each for each in person.questions if not isinstance(each, str)]
    assert '  1. In the list "Level 2 Support" add the status "validating".' in said


def test_where_there_are_several_spaces_someone_has_to_say_which(setup, workspace):
    workspace.data["spaces"][0]["lists"] = []
    workspace.data["spaces"].append(copy.deepcopy(workspace.data["spaces"][0]) | {"id": "9", "name": "Sales"})

    with pytest.raises(ChoiceError) as caught:
        setup(NoTerminal(), create_missing=True)

    assert str(caught.value) == (
        'The list "Level 2 Support" is missing, and there are several Spaces. Create it in Support or Sales, '
        "and run `stagegate setup` again."
    )


@pytest.mark.usefixtures("without_companies", "without_a_tag")
def test_a_dry_run_creates_nothing(setup):
    flags = {"lists": {"companies": ""}}

    setup(NoTerminal(), flags=flags, create_missing=True, only_show=True)

    assert (setup.made, setup.tags) == ([], {})


@pytest.mark.usefixtures("without_companies", "without_a_tag")
def test_what_clickup_does_not_let_it_create_is_left_to_do(setup):
    no_right = {"status": 401, "body": {"err": "No right", "ECODE": "ACCESS_064"}, "method": "POST"}
    faults = [no_right | {"path": f"/api/v2/space/90120000001/{what}"} for what in ("list", "tag")]

    said = setup(NoTerminal(), faults=faults, create_missing=True, with_webhooks=False)

    for what in ('the list "Companies"', TAG):
        assert any(line.startswith(f"✗ I could not create {what}. ClickUp does not let") for line in said)
    assert any('. Create the list "Companies"' in line for line in said)
    assert any(f"create {TAG}" in line for line in said)


@pytest.mark.usefixtures("without_a_tag")
def test_the_tag_that_pauses_clocks_is_created_with_consent(setup):
    to_do = f"In {WHERE} create {TAG}, which pauses SLA clocks: add it to a ticket once."
    assert f"  1. {to_do}" in setup(NoTerminal(), automations_exist=True)

    said = setup(Person(), settings={"github_token": "gh"})

    assert f"✓ Created {TAG} in {WHERE}." in said
    assert setup.tags == {"90120000001": {"waiting for client": True}}
    assert NOTHING_LEFT in said


def test_webhooks_that_clickup_refuses_hide_nothing_that_is_left_to_do(setup, workspace):
    workspace.fields.remove(workspace.field("Severity"))
    refused = {"path": "/api/v2/team/{workspace_id}/webhook", "method": "POST", "status": 401}

    said = setup(NoTerminal(), faults=[refused | {"body": {"err": "No right", "ECODE": "ACCESS_064"}}])

    assert any(line.startswith("✗ Webhooks are missing, so moves are found late.") for line in said)
    assert any('create the field "Severity"' in line for line in said)
