"""From a token to a process file with ids, a migrated database and registered webhooks."""

from importlib.resources import files

import pytest

from app.config.settings import SettingsError
from app.process.file import load_process
from app.setup.choosing import MissingChoiceError, NoTerminal
from app.setup.plan import ChoiceError
from app.setup.process_on_disk import SetupError
from app.store import webhooks as store
from clickup_client.errors import NotAuthorisedError
from tests.app.setup.person import Person

SHIPPED = files("rules").joinpath("level_2_support.yaml").read_text(encoding="utf-8")


def first_option(question):
    return question.options[0].value


def test_a_workspace_that_has_everything_needs_no_question(setup, process_file):
    said = setup(NoTerminal())

    process = load_process(process_file)
    assert said[:3] == [
        "✓ The token belongs to bot@stagegate.example.",
        "✓ Workspace Usheru; lists Level 2 Support, Client Support, Companies.",
        "✓ Found the statuses of 7 of 7 stages, 22 fields and 4 owners.",
    ]
    assert "✓ time zone: The bot's account and the process are both in UTC." in said
    assert process.lists.tickets.id == "901200000001"
    assert process.lists.companies.name == "Companies"
    assert process.data["Severity"].id == "b6835f51-1e70-40f6-aa28-61f796eb96f5"
    assert process.data["Company Tier"].then_id == "86f284d0-c159-4b50-a8fe-b90b2e49d0ca"
    assert process.data["Estimated Delivery Date"].mirror_id == "3b4c22b6-50c9-4a80-b4ac-7c74c08fbbe9"
    assert process.notices.field_ids.receipt == "0e703274-6dd8-4d84-a01e-98f58e8ec592"
    assert process.stage("Closed (Resolved)").status_id == "sc901200000001_9cc40c19"
    assert process.stage("Closed (Resolved)").status == "In Production"
    assert process.owners["QA"].ids == ("54000003",)


def test_every_comment_of_the_file_stays(setup, process_file):
    setup(NoTerminal())

    def comments(text):
        return [line.partition("#")[2] for line in text.splitlines()[1:] if "#" in line]

    assert comments(process_file.read_text(encoding="utf-8")) == comments(SHIPPED)


def test_a_new_pipeline_starts_in_shadow_mode_and_says_how_to_switch(setup, process_file):
    said = setup(NoTerminal())

    assert load_process(process_file).mode == "shadow"
    assert said[-7:] == [
        "Next:",
        "  `stagegate doctor` checks everything and says how to fix what is wrong.",
        "  `stagegate probe --list LIST` tests on an empty list how ClickUp behaves.",
        ("  `stagegate run` starts it on one machine; `stagegate web` and `stagegate worker` on several."),
        "It starts in shadow mode: moves are judged and recorded, but nothing in ClickUp changes.",
        "See the verdicts with `stagegate explain TASK`. When they are right, set `mode: enforce`",
        f"in {process_file} and restart Stagegate.",
    ]


def test_the_mode_of_a_file_that_is_there_stays(setup, process_file):
    process_file.write_text(SHIPPED, encoding="utf-8")

    said = setup(NoTerminal())

    assert load_process(process_file).mode == "enforce"
    assert said[-1].startswith("  `stagegate run` starts it")


def test_the_database_is_migrated_and_the_webhooks_are_registered_with_their_secrets(
    setup, empty_database_url
):
    said = setup(NoTerminal(), settings={"database_url": empty_database_url})

    assert "✓ The database is up to date." in said
    assert "✓ Webhook of Level 2 Support: registered." in said
    assert "✓ Webhook of Companies: registered." in said
    assert {hook.endpoint for hook in setup.webhooks} == {"https://bot.example.com/webhooks/clickup"}


def test_the_secrets_of_the_webhooks_are_kept(setup, engine):
    setup(NoTerminal())

    with engine.begin() as connection:
        known = {hook.webhook_id: hook.secret for hook in store.every(connection)}
    assert known == {hook.id: hook.secret for hook in setup.webhooks}


def test_a_second_run_changes_nothing_and_says_so(setup, process_file):
    setup(NoTerminal())
    before = process_file.read_bytes()

    said = setup(NoTerminal())

    assert process_file.read_bytes() == before
    assert f"✓ {process_file} is already up to date." in said


def test_the_difference_is_shown_before_the_file_is_written(setup, process_file):
    process_file.write_text(SHIPPED, encoding="utf-8")
    process_file.chmod(0o640)
    person = Person(confirm=lambda about: about.startswith("Show"))

    said = setup(person)

    assert process_file.read_text(encoding="utf-8") == SHIPPED
    assert person.questions == ["Show every line?", f"Write this to {process_file}?"]
    assert said[4] == (
        "  - where everything is: 3 lists, 7 statuses, 19 fields, 4 owners, by id, so that they may be "
        "renamed in ClickUp"
    )
    assert said[6:8] == [f"--- {process_file} (before)", f"+++ {process_file} (after)"]
    companies = '+  companies: {name: Companies, id: "901200000003"}'
    assert f"{companies}          # what the Company field links to" in said
    assert said[-1] == "Nothing was written."
    setup(Person())
    assert process_file.stat().st_mode & 0o777 == 0o640


def test_a_dry_run_changes_nothing_anywhere(setup, process_file):
    said = setup(NoTerminal(), only_show=True)

    assert "Nothing was written." in said
    assert not process_file.exists()
    assert setup.webhooks == []


def test_without_webhooks_none_is_registered(setup):
    said = setup(NoTerminal(), with_webhooks=False, settings={"public_url": None})

    assert setup.webhooks == []
    assert "! No webhooks were registered. The worker registers them when it starts." in said
    assert "  STAGEGATE_PUBLIC_URL=(the https address at which ClickUp reaches `stagegate web`)" in said


# What comes close


def test_near_misses_are_asked_for_all_at_once_with_their_flags(setup, workspace, process_file):
    workspace.status("verifying")["status"] = "verify"
    workspace.field("Severity")["name"] = "Issue severity"
    workspace.list("Companies")["fields"][0]["name"] = "Tier of company"
    for user in workspace.data["users"]:
        user["email"] = user["email"].replace("pm@", "project-manager@")
    workspace.data["groups"][3]["members"] = ["project-manager@stagegate.example"]

    with pytest.raises(MissingChoiceError) as caught:
        setup(NoTerminal())

    assert str(caught.value) == (
        "Choices are missing. Without a terminal, use these flags:\n"
        '  --status "Verifying=..."  The list "Level 2 Support" has no status "verifying" for the stage '
        'Verifying. Is it "verify"?\n'
        "    or leave the value empty: I will create it in ClickUp.\n"
        '  --field "Severity=..."  The list "Level 2 Support" has no field "Severity". '
        'Is it "Issue severity"?\n'
        "    or leave the value empty: I will create it in ClickUp.\n"
        '  --field "Company Tier: then=..."  The list "Companies" has no field "Company Tier". '
        'Is it "Tier of '
        'company"?\n'
        "    or leave the value empty: I will create it in ClickUp.\n"
        '  --owner "Project Manager=..."  pm@stagegate.example, the owner Project Manager '
        "in the process file, "
        'is not in the workspace. Who is it? Is it "Project Managers (group)"?'
    )
    assert not process_file.exists()


def test_what_something_else_has_or_was_given_is_not_offered(setup, workspace):
    for name in ("verifying", "replicating"):
        workspace.status(name)["status"] = f"to be {name}"
    workspace.fields.remove(workspace.field("Severity"))
    workspace.field("Issue affects other clients")["name"] = "Others affected"
    workspace.field("Ops Can Reproduce the Issue")["name"] = "Reproduced by Ops"
    person = Person(choose=lambda question: question.options[0].value)

    setup(person)

    offered = {
        question.flag.partition('"')[2].partition("=")[0]: [option.value for option in question.options]
        for question in person.questions
        if not isinstance(question, str) and not question.flag.startswith("--option")
    }
    assert offered == {
        "Replicating": ["to be replicating", "to be verifying"],
        "Verifying": ["to be verifying"],
        "Severity": ["Others affected"],
        "Ops Can Reproduce the Issue": ["Reproduced by Ops"],
    }


def test_flags_make_the_choices(setup, workspace, process_file):
    workspace.status("verifying")["status"] = "verify"
    workspace.field("Severity")["name"] = "Issue severity"

    setup(
        NoTerminal(),
        flags={
            "statuses": {"Verifying": "Verify"},
            "fields": {"Severity": "issue severity"},
            "owners": {"QA": "QA", "Tech": "tech@stagegate.example, ops@stagegate.example"},
        },
    )

    process = load_process(process_file)
    assert process.stage("Verifying").status == "verify"
    assert process.data["Severity"].field == "Issue severity"
    assert process.owners["QA"].group == "QA"
    assert process.owners["Tech"].ids == ("54000005", "54000002")


def test_someone_at_a_terminal_chooses(setup, workspace, process_file):
    workspace.field("Severity")["name"] = "Issue severity"
    person = Person(choose=first_option)

    setup(person)

    (_zone, question, _show, confirmed, *_) = person.questions
    assert question.about == 'The list "Level 2 Support" has no field "Severity". Which one is it?'
    assert [option.label for option in question.options] == ["Issue severity"]
    assert question.skip == "I will create it in ClickUp"
    assert confirmed == f"Write this to {process_file}?"
    assert load_process(process_file).data["Severity"].field == "Issue severity"


def test_a_list_of_another_name_has_to_be_chosen(setup, workspace):
    workspace.list("Companies")["name"] = "Clients"

    with pytest.raises(MissingChoiceError) as caught:
        setup(NoTerminal())

    assert str(caught.value).splitlines()[1] == (
        '  --companies-list "..."  There is no list "Companies". Which one is for the companies? '
        'With --create-missing it is created. There are: "Clients (Space Support)".'
    )


def test_a_list_can_be_chosen_by_flag(setup, workspace, process_file):
    workspace.list("Companies")["name"] = "Clients"

    setup(NoTerminal(), flags={"lists": {"companies": "clients"}})

    assert load_process(process_file).lists.companies.name == "Clients"


def test_a_renamed_field_that_the_file_knows_by_id_gets_its_new_name(setup, workspace, process_file):
    setup(NoTerminal())
    workspace.field("Severity")["name"] = "How bad is it"
    workspace.field("Notice sent")["name"] = "Mailed"
    workspace.status("fixing")["status"] = "repairing"

    said = setup(NoTerminal())

    process = load_process(process_file)
    assert process.data["Severity"].field == "How bad is it"
    assert process.notices.fields.receipt == "Mailed"
    assert process.stage("Fixing").status == "repairing"
    assert "-    status: fixing" in said


# What has to be made


def test_what_is_missing_is_listed_exactly(setup, workspace):
    workspace.list("Level 2 Support")["statuses"].remove(workspace.status("estimating"))
    for name in ("Severity", "Target URL", "Company", "Notice sent"):
        workspace.fields.remove(workspace.field(name))
    workspace.field("Category")["options"].remove("Data Issues")
    workspace.field("Client Target Date")["type"] = "text"

    said = setup(NoTerminal())

    start = said.index("Do these by hand in ClickUp, then run `stagegate setup` again:")
    assert said[start + 1 : said.index("", start)] == [
        '  1. In the list "Level 2 Support" add the status "estimating".',
        '  2. In the list "Level 2 Support" add to the field "Category" the option Data Issues.',
        '  3. In the list "Level 2 Support" create the field "Target URL": Website.',
        (
            '  4. In the list "Level 2 Support" create the field "Severity": Dropdown with the options '
            "Critical, "
            "Major, Minor, Trivial."
        ),
        (
            '  5. In the list "Level 2 Support" create the field "Client Target Date": Date. '
            "Rename or delete the existing field of that name first: ClickUp cannot change a type."
        ),
        (
            '  6. In the list "Level 2 Support" create the field "Company": '
            'Relationship to the list "Companies".'
        ),
        '  7. In the list "Level 2 Support" create the field "Notice sent": Checkbox.',
    ]


def test_what_the_first_level_lacks_is_listed_as_well(setup, workspace):
    clients = workspace.list("Client Support")
    clients["statuses"] = [status for status in clients["statuses"] if status["status"] != "elevating"]
    clients["fields"] = [field for field in clients["fields"] if field["name"] != "Client email"]
    clients["fields"][0]["options"].remove("Data Issues")

    said = setup(NoTerminal())

    start = said.index("Do these by hand in ClickUp, then run `stagegate setup` again:")
    assert said[start + 1 : said.index("", start)] == [
        (
            '  1. In the list "Client Support" add the status "Elevating", or name another status under '
            "`elevation` in the process file."
        ),
        '  2. In the list "Client Support" add to the field "Category" the option Data Issues.',
        '  3. In the list "Client Support" create the field "Client email": Email.',
    ]


def test_a_field_of_the_first_level_of_another_name_is_written_into_the_map(setup, workspace, process_file):
    clients = workspace.list("Client Support")
    next(field for field in clients["fields"] if field["name"] == "Client email")["name"] = "E-mail of client"

    setup(NoTerminal(), flags={"fields": {"elevation: Client email": "E-mail of client"}})

    assert load_process(process_file).elevation.copies == {
        "Category": "Category",
        "Company": "Company",
        "Client email": "E-mail of client",
    }


def test_an_empty_flag_puts_a_near_miss_on_the_list(setup, workspace):
    workspace.field("Severity")["name"] = "Issue severity"

    said = setup(NoTerminal(), flags={"fields": {"Severity": ""}})

    assert any('create the field "Severity": Dropdown' in line for line in said)


def test_the_automations_are_listed_with_their_mails(setup):
    said = setup(NoTerminal())

    start = said.index('  When: Custom field changes, "Client notice" to "delivered".')
    assert said[start : start + 11] == [
        '  When: Custom field changes, "Client notice" to "delivered".',
        '  Then: Send email to the field "Client email":',
        "      Subject: Solved: [task name]",
        "",
        "      Hello,",
        "",
        '      The solution for "[task name]" has been delivered and is in production.',
        "      If the problem is still there, please reply to this message and we will look at it again.",
        "",
        "      Your reference: [task ID]",
        '  And then: Set the custom field "Notice sent" to checked.',
    ]


# What is not set, and what is wrong


def test_without_a_terminal_a_public_address_has_to_be_given(setup):
    with pytest.raises(MissingChoiceError) as caught:
        setup(NoTerminal(), settings={"public_url": None})

    assert str(caught.value).splitlines()[1] == (
        '  --public-url "https://..."  The https address at which ClickUp reaches `stagegate web`; '
        "or --no-webhooks."
    )


def test_what_signing_in_lacks_is_said_with_how_to_get_it(setup):
    said = setup(NoTerminal(), settings={"oauth_client_id": "ID"})

    where = "(of the OAuth app with the redirect URL https://bot.example.com/fill/signed-in)"
    assert f"  STAGEGATE_OAUTH_CLIENT_SECRET={where}" in said
    assert "  STAGEGATE_TOKEN_KEY=(make one with: openssl rand -base64 32)" in said


def test_what_is_not_set_is_asked_for_and_said_afterwards(setup, process_file):
    answers = {"Token of": "pk_sandbox", "The https": "https://gate.example.com/", "In which": "Asia/Tokyo"}
    person = Person(
        ask=lambda about, _: next((answers[each] for each in answers if about.startswith(each)), ""),
        confirm=lambda about: about.startswith("Write this"),
    )

    said = setup(person, settings={"clickup_token": None, "public_url": None, "process": None})

    start = said.index("Set these in the environment or in a file .env in the working directory:")
    assert said[start + 1 : start + 6] == [
        "  STAGEGATE_CLICKUP_TOKEN=(the token)",
        "  STAGEGATE_PUBLIC_URL=https://gate.example.com",
        f"  STAGEGATE_PROCESS={process_file}",
        "  STAGEGATE_GITHUB_TOKEN=(may read pull requests; or STAGEGATE_GITLAB_TOKEN)",
        "Next:",
    ]
    assert load_process(process_file).calendar.time_zone == "Asia/Tokyo"
    assert {hook.endpoint for hook in setup.webhooks} == {"https://gate.example.com/webhooks/clickup"}


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (
            {"statuses": {"Verifyin": "x"}},
            (
                '--status "Verifyin=...": the process has no Verifyin; did you mean "Verifying"? '
                "choose one of: "
                "Validating, Replicating, Estimating, Fixing, Verifying, "
                "Closed (Resolved), Closed (Unresolved)."
            ),
        ),
        (
            {"statuses": {"Verifying": "nowhere"}},
            (
                '--status "Verifying=nowhere": there is no such name; '
                "choose one of: validating, replicating, "
                "estimating, fixing, verifying, In Production, Closed (Unresolved)."
            ),
        ),
        (
            {"fields": {"Severity": "Target URL"}},
            '--field "Severity=Target URL": that field has the type Website; Severity needs Dropdown.',
        ),
        ({"lists": {"tickets": "Level 3"}}, '--tickets-list: there is no list "Level 3"; '),
        (
            {"owners": {"QA": "nobody@x.example"}},
            '--owner "QA=nobody@x.example": there is no person or group ',
        ),
        ({"workspace": "Other"}, 'There is no workspace "Other"; choose one of: Usheru.'),
    ],
)
def test_a_flag_that_names_nothing_is_told_with_what_there_is(setup, flags, sentence):
    with pytest.raises(ChoiceError) as caught:
        setup(NoTerminal(), flags=flags)

    assert str(caught.value).startswith(sentence)


def test_a_wrong_token_is_told(setup):
    with pytest.raises(NotAuthorisedError):
        setup(NoTerminal(), settings={"clickup_token": "pk_wrong"})


def test_what_cannot_be_a_token_is_told(setup):
    with pytest.raises(
        SettingsError, match="STAGEGATE_CLICKUP_TOKEN cannot be used: a ClickUp token is one word"
    ):
        setup(NoTerminal(), settings={"clickup_token": "pk two"})


def test_what_is_no_address_is_told(setup):
    with pytest.raises(SetupError, match="is not an http:// or https:// address"):
        setup(NoTerminal(), public_url="bot.example.com")
