"""The doctor, from outside: every assumption that does not hold is told with what to do about it."""

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest
import requests
from pydantic import SecretStr

from app.doctor.check import Level
from app.messages.admin import failures, probe
from app.messages.admin import probe as words
from app.store import dead_letters
from app.workspace import answers, known_directory
from app.workspace.answers import Report
from clickup_client.sandbox.in_thread import running_sandbox
from tests.app.people import LIST

NO_DELETION = {"path": "/api/v2/task/{task_id}", "method": "DELETE", "status": 400}
NO_FIELD = {"path": "/api/v2/task/{task_id}/field/{field_id}", "method": "POST", "status": 400}
SHIPPED = "the file shipped with Stagegate"


def levels(checks):
    return {check.name: check.level for check in checks if check.level is not Level.GOOD}


@pytest.fixture
def process_file(tmp_path):
    """The shipped process with one text replaced by another."""
    text = files("rules").joinpath("level_2_support.yaml").read_text(encoding="utf-8")

    def write(*pairs):
        changed = text
        for old, new in pairs:
            assert old in changed
            changed = changed.replace(old, new)
        path = tmp_path / "process.yaml"
        path.write_text(changed, encoding="utf-8")
        return path

    return write


def test_beside_a_worker_it_costs_few_calls(look, registered, sandbox):
    with registered.engine.begin() as connection:
        known_directory.keep(connection, registered.identity, registered.directory)
    requests.delete(f"{sandbox.url}/sandbox/calls", timeout=120)

    look()

    told = requests.get(f"{sandbox.url}/sandbox/state?part=calls", timeout=120).json()
    assert told["calls"]["total"] <= 12


@pytest.mark.usefixtures("registered")
def test_where_all_is_well_every_line_says_so(look, settings):
    lines = [check.line for check in look(canary=True)]

    assert lines == [
        f"✓ process file: Level 2 Support, {SHIPPED}: moves are enforced.",
        next(line for line in lines if line.startswith("✓ database: PostgreSQL ")),
        next(line for line in lines if line.startswith("✓ migrations: The newest migration (")),
        "✓ queue: No job is waiting for long.",
        (
            "! worker: No worker is running, so no ticket is checked.\n"
            "    → Start `stagegate run`, or `stagegate worker` beside `stagegate web`."
        ),
        "✓ token: The token belongs to bot@stagegate.example (user 54000001).",
        "✓ clock: This machine's clock agrees with ClickUp's.",
        "✓ time zone: The bot's account and the process are both in UTC.",
        "✓ plan: Business: 100000 calls per minute.",
        '✓ list of tickets: "Level 2 Support" (901200000001).',
        '✓ list of companies: "Companies" (901200000003).',
        '✓ list of clients\' tickets: "Client Support" (901200000002).',
        "✓ statuses: All 7 stages have their status.",
        "✓ statuses of clients' tickets: All 2 exist.",
        "✓ fields: All 22 exist.",
        "✓ SLAs: The tags or fields that show SLA levels and pause clocks exist.",
        "✓ owners: All 4 are in the workspace.",
        "✓ user: The bot's user is a member of Usheru and owns no stage.",
        (f"! probe: {probe.never_asked()}\n    → {probe.HOW_TO_ASK}"),
        f"✓ public address: {settings.public_url} answers and refuses unsigned deliveries.",
        "✓ webhook of Level 2 Support: It is active and leads here.",
        "✓ webhook of Companies: It is active and leads here.",
        "✓ webhook of Client Support: It is active and leads here.",
        "✓ sign-in: People do not sign in: anyone who has a link can fill in what is missing.",
        "✓ GitHub: The token is accepted.",
        (
            "✓ notices: The Automations sent estimated, rescheduled, delivered and closed to "
            "bot@stagegate.example and confirmed them."
        ),
    ]


def test_when_clickup_was_asked_is_told(said, engine):
    asked = {"workspace_id": "9012345678", "asked_at": datetime(2026, 11, 28, tzinfo=UTC), "calls": 40}
    with engine.begin() as connection:
        answers.keep(connection, Report(**asked, seen={}, not_asked={}, differing=("automations",)))

    assert said("probe") == [f"✓ probe: {words.asked('2026-11-28', 1)}"]


# The first level


def test_what_the_first_level_lacks_is_said(look, process_file):
    file = process_file(
        ("status: Elevating", "status: Escalating"),
        ("Client email: Client email}", "Client email: Mail}"),
    )

    lines = [check.line for check in look(process=file) if check.level is Level.BAD]

    assert (
        '✗ status Escalating: The list of clients\' tickets has no status "Escalating".\n'
        "    → Add it to the list, or name another status under `elevation` in the process file."
    ) in lines
    assert any(
        line.startswith("✗ field Mail of clients' tickets: The list of clients' tickets has no such field.")
        for line in lines
    )


# Token, plan, clock


def test_without_a_token_everything_else_is_still_looked_at(look):
    checks = look(clickup_token=None)

    assert [check.line for check in checks if check.name == "token"] == [
        "✗ token: The token is not set.\n    → Set STAGEGATE_CLICKUP_TOKEN to the token of the bot's user."
    ]
    assert {"process file", "database", "public address", "GitHub"} <= {check.name for check in checks}


def test_what_cannot_be_a_token_is_told_without_repeating_it(said, settings):
    token = type(settings.clickup_token)("pk two words")

    (line,) = said("token", clickup_token=token)
    assert line == (
        "✗ token: STAGEGATE_CLICKUP_TOKEN cannot be used: a ClickUp token is one word of printable ASCII "
        "characters, such as pk_....\n"
        "    → Set STAGEGATE_CLICKUP_TOKEN to the token of the bot's user."
    )


def test_a_token_that_clickup_refuses_is_told(said, settings):
    token = type(settings.clickup_token)("pk_wrong")

    assert said("token", clickup_token=token) == [
        (f"✗ token: ClickUp rejects the token (OAUTH_025).\n    → {failures.AS_ITS_USER}")
    ]


def test_a_clickup_that_does_not_answer_is_told(said):
    (line,) = said("token", clickup_api_url="http://127.0.0.1:9/api")

    assert line == (
        f"✗ token: {failures.NO_ANSWER} GET /v2/user: no answer (ConnectionError).\n"
        f"    → {failures.CHECK_ADDRESS}"
    )


@pytest.mark.parametrize(
    ("ahead", "line"),
    [
        (timedelta(seconds=4), "✓ clock: This machine's clock agrees with ClickUp's."),
        (
            timedelta(seconds=61),
            (
                "! clock: This machine's clock is 6N seconds ahead of ClickUp's.\n"
                "    → Set the machine's clock from the network (NTP)."
            ),
        ),
        (
            timedelta(seconds=-605),
            (
                "✗ clock: This machine's clock is 60N seconds behind ClickUp's.\n"
                "    → Set the machine's clock from the network (NTP)."
            ),
        ),
    ],
)
def test_a_clock_that_is_wrong_is_told(said, ahead, line):
    (told,) = said("clock", now=lambda: datetime.now(UTC) + ahead)

    start, _, end = line.partition("N")
    assert told.startswith(start)
    assert told.endswith(end)


def test_the_workspace_has_to_be_there(said):
    assert said("workspace", workspace="Other") == [
        (
            '✗ workspace: There is no workspace named "Other" that the token can see. There are: Usheru.\n'
            "    → Set STAGEGATE_WORKSPACE to its name or id."
        )
    ]


def test_a_persons_own_token_is_told(said, settings):
    token = type(settings.clickup_token)("pk_qa")

    assert said("user", clickup_token=token) == [
        (
            "! user: qa@stagegate.example owns a stage and is also the bot's user.\n"
            "    → Invite a separate user for the bot and use its token. Comments appear under that user's "
            "name."
        )
    ]


# Process file, lists, statuses, fields, people


def test_a_wrong_process_file_is_told_with_its_lines(said, process_file):
    path = process_file(("mode: enforce", "mode: watch"))

    assert said("process file", process=path) == [
        (
            f'✗ process file: {path}:6: unknown word "watch"; choose one of: enforce, shadow.\n'
            "    → Correct it; see `stagegate process check`."
        )
    ]


def test_shadow_mode_is_told(said, process_file):
    path = process_file(("mode: enforce", "mode: shadow"))

    assert said("process file", process=path) == [
        f"✓ process file: Level 2 Support, {path}: moves are only judged and recorded (mode: shadow)."
    ]


def test_a_list_that_is_missing_is_told_with_what_comes_close(said, process_file):
    path = process_file(("  tickets: Level 2 Support", "  tickets: Level 2 Tickets"))

    assert said("list of tickets", process=path) == [
        (
            '✗ list of tickets: There is no list "Level 2 Tickets" that the token can see. '
            'Is it "Level 2 Support"?\n'
            '    → Create a list "Level 2 Tickets" that the bot\'s user may edit, or choose another. '
            "Run `stagegate setup`."
        )
    ]


def test_a_renamed_status_without_an_id_is_missing(said, steer):
    steer("POST", f"lists/{LIST}/statuses/verifying", name="verification")

    assert said("status of Verifying") == [
        (
            '✗ status of Verifying: The list has no status "verifying". Is it "verification"?\n'
            '    → Add the status "verifying" to the list, or run `stagegate setup` to choose another one.'
        )
    ]
    assert said("other statuses") == [
        (
            '! other statuses: No stage has the status "verification". Stagegate ignores tickets there.\n'
            "    → If that is intended, do nothing."
        )
    ]


def test_a_renamed_status_with_its_id_is_followed(said, steer, process_file, registered):
    statuses = registered.client.get_list(LIST).statuses
    status_id = next(each.id for each in statuses if each.status == "verifying")
    path = process_file(("status: verifying", f"status: verifying\n    status id: {status_id}"))
    steer("POST", f"lists/{LIST}/statuses/verifying", name="verification")

    assert said("status of Verifying", process=path) == [
        (
            '! status of Verifying: "verifying" is now called "verification"; the bot uses its id.\n'
            "    → Run `stagegate setup` to write the new name into the process file."
        )
    ]
    assert said("other statuses", process=path) == []


def test_a_field_that_is_missing_is_told_with_how_to_make_it(said, steer, field_ids):
    steer("DELETE", f"fields/{field_ids['Severity']}")

    assert said("field Severity") == [
        (
            "✗ field Severity: The list of tickets has no such field.\n"
            "    → Create a field of type Dropdown with the options Critical, Major, Minor, Trivial, "
            "or run `stagegate setup` to choose another one."
        )
    ]


def test_a_field_that_was_renamed_is_told_with_what_comes_close(said, steer, field_ids):
    steer("POST", f"fields/{field_ids['Severity']}", name="Issue severity")

    (line,) = said("field Severity")
    assert line.startswith(
        '✗ field Severity: The list of tickets has no such field. Is it "Issue severity"?\n'
    )


def test_a_renamed_field_with_its_id_is_followed(said, steer, field_ids, process_file):
    path = process_file(("{field: Target URL,", f"{{field: Target URL, id: {field_ids['Target URL']},"))
    steer("POST", f"fields/{field_ids['Target URL']}", name="Where it happens")

    assert said("field Target URL", process=path) == [
        (
            '! field Target URL: It is now called "Where it happens"; the bot uses its id.\n'
            "    → Run `stagegate setup` to write the new name into the process file."
        )
    ]


def test_a_field_of_another_type_is_told(said, process_file):
    path = process_file(("{field: Issue Workaround, type: text}", "{field: Issue Workaround, type: date}"))

    (line,) = said("field Issue Workaround", process=path)
    assert line == (
        "✗ field Issue Workaround: Its type Long text cannot hold the values.\n"
        "    → Create a field of type Date; ClickUp cannot change a type."
    )


def test_an_option_that_was_renamed_is_told(said, process_file):
    path = process_file(("  - Data Issues", "  - Database Issues"))

    (line,) = said("field Category", process=path)
    assert line == (
        "✗ field Category: It has no option Database Issues; it has Bugs/Defects, Infrastructure & "
        "Networking Issues, Security Issues and Data Issues.\n"
        "    → Add or rename options in ClickUp, or change the choices in the process file."
    )


def test_the_companies_field_is_looked_at_where_companies_are(said, steer, field_ids):
    steer("DELETE", f"fields/{field_ids['Company Tier']}")

    (line,) = said("field Company Tier")
    assert line.startswith("✗ field Company Tier: The list of companies has no such field.\n")


def test_owners_who_are_not_there_are_told(said, process_file):
    path = process_file(("users: [qa@stagegate.example]", "group: Quality"))

    assert said("owner QA", process=path) == [
        (
            '✗ owner QA: There is no group named "Quality" that the token can see. There are: Operations, '
            "Project Managers, QA, Tech.\n"
            "    → Invite them, or run `stagegate setup` to choose someone else."
        )
    ]


def test_everyone_who_left_is_told_and_how_to_replace_them(said, process_file):
    path = process_file(
        ("users: [qa@stagegate.example]", "users: [gone@stagegate.example, left@stagegate.example]"),
        ("overrides: {by: [Project Manager]}", "overrides: {by: [{users: [boss@stagegate.example]}]}"),
    )

    assert [line.partition(",")[0] for line in said("owner QA", process=path)] == [
        "✗ owner QA: gone@stagegate.example",
        "✗ owner QA: left@stagegate.example",
    ]
    (line,) = said("owner overrides", process=path)
    assert line.startswith(
        "✗ owner overrides: boss@stagegate.example, who may override in the process file, is not a member"
    )
    assert line.endswith(
        "\n    → Invite them, or name someone else under `overrides: by` in the process file."
    )


def test_who_is_escalated_to_has_to_be_there(said, process_file):
    path = process_file(("escalate to: Project Manager", "escalate to: {group: Board}"))

    (line,) = said("owner escalation", process=path)
    assert line.startswith('✗ owner escalation: There is no group named "Board" that the token can see.')


def test_a_tag_that_no_one_ever_used_pauses_no_clock(said, process_file):
    path = process_file(("{tag: waiting for client}", "{tag: waiting for Godot}"))

    assert said("tag waiting for Godot", process=path) == [
        (
            "! tag waiting for Godot: The Space has no such tag, so no SLA clock is paused.\n"
            "    → Add the tag to a ticket once, which creates it, or correct `paused by` in the process "
            "file."
        )
    ]


def test_a_bot_only_invited_to_the_lists_is_told_that_it_cannot_see_their_tags(said, steer):
    """ClickUp was measured to show such a user no Spaces; everything else is still looked at."""
    lists = ["901200000001", "901200000002", "901200000003"]
    steer("POST", "users/54000001", only_lists=lists)

    assert said("tag waiting for client") == [
        (
            "! tag waiting for client: The bot's user does not see the Space, so it cannot check whether the "
            "tag exists.\n"
            "    → Share the Space with that user, or check the tag yourself."
        )
    ]
    assert said("owners") == ["✓ owners: All 4 are in the workspace."]


def test_fields_that_show_slas_or_let_clocks_stand_have_to_be_there(said, process_file):
    path = process_file(
        ("{tag: waiting for client}", "{field: Waiting}"),
        ("shown as: {tag: sla}", "shown as: {field: Severity}"),
    )

    assert said("field Waiting", process=path) == [
        (
            "✗ field Waiting: The list of tickets has no such field.\n"
            "    → Create a field of type Checkbox, or run `stagegate setup` to choose another one."
        )
    ]
    (line,) = said("field Severity", process=path)
    assert line.startswith("✗ field Severity: It has no options ok, at risk and breached; it has ")


def test_an_sla_may_be_shown_nowhere_and_always_run(said, process_file):
    path = process_file(
        ("  paused by: {tag: waiting for client}", "  paused by:"), ("  shown as: {tag: sla}", "  shown as:")
    )

    assert said("SLAs", process=path) == [
        "✓ SLAs: The tags or fields that show SLA levels and pause clocks exist."
    ]


# Database, queue


def test_a_database_that_is_away_is_told(said, tmp_path):
    assert said("database", database_url=f"postgresql://postgres@/postgres?host={tmp_path}") == [
        (
            "✗ database: The database cannot be used (OperationalError).\n"
            "    → Check that DATABASE_URL is correct and that the server is running."
        )
    ]


def test_without_a_database_it_says_how_to_get_one(said, tmp_path):
    assert said("database", database_url="", data_dir=tmp_path) == [
        (
            f"✗ database: DATABASE_URL is not set, and no embedded PostgreSQL runs in {tmp_path}: "
            "start `stagegate run` there first, or set DATABASE_URL.\n"
            "    → Set DATABASE_URL, or start `stagegate run`, which has its own."
        )
    ]


def test_missing_migrations_are_told(said, empty_database_url):
    assert said("migrations", database_url=empty_database_url) == [
        "✗ migrations: None is applied.\n    → Run `stagegate db upgrade`."
    ]


def test_tickets_that_were_given_up_are_told(said, engine):
    with engine.begin() as connection:
        dead_letters.bury(connection, task_id="86c1va101", error="no", attempts=5)

    assert said("given up") == [
        (
            "! given up: One ticket was given up after several attempts: 86c1va101.\n"
            "    → `stagegate jobs list` says why. Fix the cause, then run `stagegate jobs retry`."
        )
    ]


# Public address and webhooks


def test_a_public_address_that_is_not_set_is_told(said):
    assert said("public address", public_url=None) == [
        (
            "✗ public address: No public address is set, so ClickUp cannot report any change.\n"
            "    → Set STAGEGATE_PUBLIC_URL to the https address of `stagegate web`."
        )
    ]


def test_a_public_address_that_does_not_answer_is_told(said):
    assert said("public address", public_url="http://127.0.0.1:9") == [
        (
            "✗ public address: http://127.0.0.1:9 does not answer (ConnectionError).\n"
            "    → Check that `stagegate web` is running and that it can be reached (DNS, TLS, proxy)."
        )
    ]


def test_an_address_where_something_else_answers_is_told(said, sandbox):
    (line,) = said("public address", public_url=sandbox.url)

    assert line == (
        f"✗ public address: {sandbox.url}/webhooks/clickup answered 404 to an unsigned delivery, not 403.\n"
        "    → Check that it leads to `stagegate web`, and that any proxy in front lets deliveries through."
    )


def test_a_guard_in_front_that_refuses_everything_is_told(said, guard):
    assert said("public address", public_url=guard) == [
        (
            f"✗ public address: {guard}/webhooks/clickup answered 403, but the answer did not come "
            "from Stagegate.\n"
            "    → Check that it leads to `stagegate web`, and that any proxy in front lets deliveries "
            "through."
        )
    ]


def test_nothing_but_the_receiver_has_to_be_reachable(said, only_receiver):
    """A proxy that passes one path on is what docs/install.md advises."""
    assert said("public address", public_url=only_receiver) == [
        f"✓ public address: {only_receiver} answers and refuses unsigned deliveries."
    ]


def test_this_machines_own_name_is_no_public_address(said, settings):
    assert said("public address", clickup_api_url="https://api.clickup.invalid/api", clickup_token=None) == [
        (
            f"✗ public address: {settings.public_url} is a local address; ClickUp cannot reach it.\n"
            "    → Set STAGEGATE_PUBLIC_URL to an address that is reachable from the internet."
        )
    ]


def test_a_webhook_that_was_never_registered_is_told(said):
    assert said("webhook of Companies") == [
        "✗ webhook of Companies: No webhook is registered.\n    → Run `stagegate setup`, or start a worker."
    ]


def test_a_webhook_that_someone_deleted_is_told(said, registered):
    for webhook in registered.client.get_webhooks(registered.directory.workspace_id):
        registered.client.delete_webhook(webhook.id)

    assert said("webhook of Companies") == [
        (
            "✗ webhook of Companies: Someone deleted it in ClickUp.\n"
            "    → The worker repairs this by itself within minutes; `stagegate webhooks repair` does it now."
        )
    ]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            {"endpoint": "https://old.example.com/webhooks/clickup"},
            "It leads to https://old.example.com/webhooks/clickup, not to PUBLIC/webhooks/clickup.",
        ),
        (
            {"events": ("taskDeleted",)},
            "It does not report taskCommentPosted, taskCreated, taskMoved, taskStatusUpdated, taskUpdated.",
        ),
        ({"status": "suspended"}, "ClickUp suspended it after 0 lost events."),
    ],
)
def test_a_webhook_that_is_not_as_it_should_be_is_told(said, registered, settings, change, found):
    hook = next(
        each
        for each in registered.client.get_webhooks(registered.directory.workspace_id)
        if each.list_id == LIST
    )
    how = {"endpoint": hook.endpoint, "events": hook.events, "status": "active"} | change
    registered.client.update_webhook(hook.id, **how)

    (line,) = said("webhook of Level 2 Support")
    assert line.splitlines()[0] == (
        f"✗ webhook of Level 2 Support: {found.replace('PUBLIC', settings.public_url)}"
    )


# Signing in

APP = {
    "oauth_client_id": "SANDBOX0APP0OF0STAGEGATE",
    "oauth_client_secret": SecretStr("SANDBOX0SECRET0OF0STAGEGATE"),
    "token_key": SecretStr("A" * 43 + "="),
}


def test_where_people_sign_in_the_redirect_url_is_told(said, settings):
    assert said("sign-in", **APP) == [
        (
            "✓ sign-in: People sign in with ClickUp to fill in what is missing. The app in ClickUp must have "
            f"the redirect URL {settings.public_url}/fill/signed-in."
        )
    ]


def test_what_signing_in_lacks_is_told(said, settings):
    assert said("sign-in", **APP | {"token_key": None}) == [
        (
            "✗ sign-in: STAGEGATE_TOKEN_KEY is not set. Tokens of people who sign in are kept encrypted with "
            "it. Make one with: openssl rand -base64 32\n"
            "    → Set it for `worker`, or remove the others. The redirect URL of the app in ClickUp is "
            f"{settings.public_url}/fill/signed-in."
        )
    ]


def test_an_app_that_clickup_does_not_know_is_told(said):
    assert said("sign-in", **APP | {"oauth_client_secret": SecretStr("another")}) == [
        (
            "✗ sign-in: ClickUp does not know the OAuth app, or its secret is wrong.\n"
            "    → Compare STAGEGATE_OAUTH_CLIENT_ID and STAGEGATE_OAUTH_CLIENT_SECRET with the app in "
            "ClickUp."
        )
    ]


def test_an_outage_is_no_finding_about_the_app(said, sandbox):
    fault = {"path": "/api/v2/oauth/token", "status": 500}
    requests.post(f"{sandbox.url}/sandbox/faults", json=fault, timeout=120)

    [line] = said("sign-in", **APP)
    assert line.startswith("! sign-in: It was not checked: POST /v2/oauth/token: 500 ")


# GitHub and GitLab


def test_no_token_where_a_merged_pull_request_is_needed_is_told(said):
    assert said("pull requests", github_token=None) == [
        (
            "✗ pull requests: A stage requires a merged pull request, but neither GitHub's nor GitLab's "
            "token is set.\n"
            "    → Set STAGEGATE_GITHUB_TOKEN or STAGEGATE_GITLAB_TOKEN. Or let a person confirm the merge: "
            "in the process file, require a checkbox in place of the pull request, with is: yes."
        )
    ]


def test_no_token_is_needed_where_a_checkbox_says_so(look, process_file):
    path = process_file(
        ("{datum: Pull Request, is: merged}", "{datum: Ops Can Reproduce the Issue, is: yes}")
    )

    assert "pull requests" not in {check.name for check in look(process=path, github_token=None)}


def test_a_token_that_github_refuses_is_told(said, workspace_data):
    with running_sandbox({**workspace_data, "code_token": "another"}) as elsewhere:
        told = said("GitHub", github_api_url=f"{elsewhere.url}/github")

    assert told == [
        (
            "✗ GitHub: The token is rejected.\n"
            "    → Create a new token that may read pull requests, and set STAGEGATE_GITHUB_TOKEN."
        )
    ]


def test_a_gitlab_token_is_looked_at_as_well(said, settings, sandbox):
    token = type(settings.clickup_token)("gl")

    assert said("GitLab", gitlab_token=token, gitlab_api_url=f"{sandbox.url}/gitlab") == [
        "✓ GitLab: The token is accepted."
    ]


def test_a_github_that_does_not_answer_is_told(said):
    assert said("GitHub", github_api_url="http://127.0.0.1:9") == [
        (
            "! GitHub: http://127.0.0.1:9 does not answer (ConnectionError).\n"
            "    → Check that it is reachable from here. Moves that need it wait until then."
        )
    ]


# The canary


@pytest.mark.usefixtures("registered")
def test_without_being_asked_for_the_canary_stays_at_home(said, sandbox):
    before = requests.get(f"{sandbox.url}/sandbox/emails", timeout=120).json()

    assert said("notices") == [
        (
            "! notices: The Automations were never tested.\n"
            "    → `stagegate doctor --canary` tests it with a temporary ticket and e-mails to the "
            "bot's own address."
        )
    ]
    assert requests.get(f"{sandbox.url}/sandbox/emails", timeout=120).json() == before


@pytest.mark.usefixtures("registered")
def test_the_canary_sends_each_notice_to_the_bot_and_is_gone(look, said, sandbox):
    look(canary=True)

    emails = requests.get(f"{sandbox.url}/sandbox/emails", timeout=120).json()["emails"]
    assert [(email["trigger"], email["to"]) for email in emails] == [
        ("estimated", "bot@stagegate.example"),
        ("rescheduled", "bot@stagegate.example"),
        ("delivered", "bot@stagegate.example"),
        ("closed", "bot@stagegate.example"),
    ]
    tasks = sandbox.sandbox.memory.tasks.values()
    (task,) = [task for task in tasks if task.name.startswith("Stagegate canary")]
    assert task.deleted
    assert task.assignees == []
    assert said("notices") == [f"✓ notices: The Automations passed a test on {datetime.now(UTC):%Y-%m-%d}."]
    later = datetime.now(UTC) + timedelta(days=31)
    assert said("notices", now=lambda: later)[0].splitlines()[0] == (
        f"! notices: The Automations last passed a test on {datetime.now(UTC):%Y-%m-%d}."
    )


@pytest.mark.usefixtures("registered")
def test_an_automation_that_is_off_is_found_out_and_the_canary_is_gone(said, steer, sandbox):
    steer("POST", "automations", enabled=False)

    assert said("notices", canary=True) == [
        (
            "✗ notices: No receipt came for estimated, rescheduled, delivered and closed within 60 seconds "
            "each.\n"
            "    → Check that each notice has an active Automation that sends an e-mail and ticks the "
            "receipt; `stagegate setup` lists them."
        )
    ]
    tasks = sandbox.sandbox.memory.tasks.values()
    assert [task.deleted for task in tasks if task.name.startswith("Stagegate canary")] == [True]


@pytest.mark.usefixtures("registered")
def test_a_canary_that_cannot_be_deleted_is_told(said, sandbox):
    requests.post(f"{sandbox.url}/sandbox/faults", json=NO_DELETION, timeout=120).raise_for_status()

    (line,) = said("notices", canary=True)
    task = next(
        task for task in sandbox.sandbox.memory.tasks.values() if task.name.startswith("Stagegate canary")
    )
    assert line.startswith("! notices: The test ticket could not be deleted: ")
    assert line.endswith(f"/t/{task.id}.\n    → Delete it by hand.")


@pytest.mark.usefixtures("registered")
def test_a_canary_that_is_cut_off_is_deleted_all_the_same(said, sandbox):
    requests.post(f"{sandbox.url}/sandbox/faults", json=NO_FIELD, timeout=120).raise_for_status()

    (line,) = said("notices", canary=True)

    assert line.startswith(f"✗ notices: {failures.ODD_ANSWER} POST /v2/task/")
    tasks = sandbox.sandbox.memory.tasks.values()
    assert [task.deleted for task in tasks if task.name.startswith("Stagegate canary")] == [True]


@pytest.mark.usefixtures("registered")
def test_a_canary_that_is_cut_off_and_stays_is_told(said, sandbox):
    for fault in (NO_FIELD, NO_DELETION):
        requests.post(f"{sandbox.url}/sandbox/faults", json=fault, timeout=120).raise_for_status()

    (line,) = said("notices", canary=True)

    (task,) = [t for t in sandbox.sandbox.memory.tasks.values() if t.name.startswith("Stagegate canary")]
    assert line.startswith("✗ notices: The test failed (POST /v2/task/")
    assert line.endswith(
        f"), and its ticket could not be deleted: {sandbox.url}/t/{task.id}.\n"
        "    → Delete it by hand, then try again."
    )


@pytest.mark.usefixtures("registered")
def test_without_its_fields_no_canary_is_made(said, steer, field_ids, sandbox):
    steer("DELETE", f"fields/{field_ids['Notice sent']}")

    assert said("notices", canary=True) == [
        (
            "✗ notices: Fields are missing: notice: receipt.\n    → Fix the fields first (see above), then "
            "try "
            "again."
        )
    ]
    assert not [
        task for task in sandbox.sandbox.memory.tasks.values() if task.name.startswith("Stagegate canary")
    ]


@pytest.mark.usefixtures("registered")
def test_looking_changes_nothing(look, sandbox, engine):
    before = sandbox.sandbox.memory.model_dump(exclude={"webhooks"})

    checks = look()

    assert sandbox.sandbox.memory.model_dump(exclude={"webhooks"}) == before
    assert levels(checks) == {"worker": Level.WARNING, "probe": Level.WARNING, "notices": Level.WARNING}
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM kept WHERE name = 'canary'").scalar() == 0
