"""What a move would come to: the evaluation of a real one, and not a single write."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest
import requests
from sqlalchemy import text

from app.store import companies as store
from tests.app.dates import milliseconds
from tests.app.people import LIST, OPEN

pytest_plugins = ["tests.app.program"]

#: What the database knows of tickets; that calls were made is counted elsewhere.
TABLES = ("tickets", "moves", "comments", "notices", "companies", "deliveries", "kept")


def rows(bot):
    with bot.engine.begin() as connection:
        return {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in TABLES}  # noqa: S608


def test_a_move_that_lacks_nothing_would_be_allowed(stagegate, ready):
    ticket = ready("verifying")

    assert stagegate("simulate", ticket, "--to", "Closed (Resolved)") == (
        0,
        (
            f"Checkout fails ({ticket})\n"
            "From Verifying to Closed (Resolved)\n"
            "It would be allowed.\n"
            "  ✓ The pull request https://github.com/usheru/website/pull/1032 is merged.\n"
            "  ✓ Resolution Notes is filled in.\n"
            "Nothing was changed.\n"
        ),
    )


def test_a_move_that_would_be_put_back_says_why_and_exits_with_1(stagegate, ready):
    ticket = ready("estimating", due=None)

    assert stagegate("simulate", ticket, "--to", "fixing") == (
        1,
        (
            f"Checkout fails ({ticket})\n"
            "From Estimating to Fixing\n"
            "It would be put back to Estimating.\n"
            "  ✗ Estimated Delivery Date is not set. Set the ticket's Due Date or the "
            '"Estimated Delivery Date" field. The other one follows.\n'
            "  ✓ Priority is filled in.\n"
            "Nothing was changed.\n"
        ),
    )


def test_a_move_that_cannot_be_judged_exits_with_2(stagegate, ready, workspace):
    ticket = ready("estimating")
    requests.delete(
        f"{workspace.url}/sandbox/fields/{workspace.fields['Pull Request'].id}", timeout=120
    ).raise_for_status()

    code, output = stagegate("simulate", ticket, "--to", "Verifying", "--set", "Priority=high")

    assert code == 1  # out of order, which is certain
    assert "? Pull Request could not be read: this list no longer has a field named" in output


def test_what_only_the_set_up_lacks_exits_with_2(stagegate, ready, workspace):
    ticket = ready("fixing")
    requests.delete(
        f"{workspace.url}/sandbox/fields/{workspace.fields['Pull Request'].id}", timeout=120
    ).raise_for_status()

    code, output = stagegate("simulate", ticket, "--to", "Verifying")

    assert code == 2
    assert output.splitlines()[2] == "It could not be judged, and would stay in Verifying."


def test_values_can_be_supposed(stagegate, ready):
    ticket = ready("estimating", due=None)

    assert stagegate(
        "simulate",
        ticket,
        "--to",
        "Fixing",
        "--set",
        "Estimated Delivery Date=2026-12-24",
        "--set",
        "priority=low",
    ) == (
        0,
        (
            f"Checkout fails ({ticket})\n"
            "From Estimating to Fixing, with Estimated Delivery Date = 2026-12-24; priority = low\n"
            "It would be allowed.\n"
            "  ✓ Estimated Delivery Date is filled in.\n"
            "  ✓ Priority is filled in.\n"
            "Nothing was changed.\n"
        ),
    )


def test_a_supposed_value_counts_as_written_again(stagegate, ready):
    ticket = ready("replicating", **{"De-escalation Reasons": "An old reason."})

    assert stagegate("simulate", ticket, "--to", "Validating")[0] == 1
    assert (
        stagegate("simulate", ticket, "--to", "Validating", "--set", "De-escalation Reasons=A new one.")[0]
        == 0
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Severity", "minor"),
        ("Acceptance Criteria", "It works = it pays."),
        ("Target URL", "https://shop.example/"),
        ("Ops Can Reproduce the Issue", "yes"),
        ("Issue affects other clients", "No"),
        ("Client Target Date", "2027-01-31"),
    ],
)
def test_each_kind_of_value_can_be_supposed(stagegate, ready, name, value):
    ticket = ready("validating", **{name: None})
    simulate = ("simulate", ticket, "--to", "Replicating")

    assert stagegate(*simulate)[0] == 1
    code, output = stagegate(*simulate, "--set", f"{name}={value}")

    assert f"  ✓ {name} is filled in." in output.splitlines()
    assert code == 0


def test_a_companys_tier_can_be_supposed_without_a_company(stagegate, ready):
    ticket = ready("validating", Company=None)

    assert stagegate("simulate", ticket, "--to", "Replicating", "--set", "Company Tier=Gold")[0] == 0


def test_an_empty_value_can_be_supposed(stagegate, ready):
    code, output = stagegate("simulate", ready("validating"), "--to", "Replicating", "--set", "Severity=")

    assert code == 1
    assert output.splitlines()[1:4] == [
        "From Validating to Replicating, with Severity = (empty)",
        "It would be put back to Validating.",
        '  ✗ Severity is not set. Choose one in the "Severity" field: Critical, Major, Minor or Trivial.',
    ]


def test_a_supposed_pull_request_is_looked_up(stagegate, ready):
    code, output = stagegate(
        "simulate", ready("verifying"), "--to", "In Production", "--set", f"Pull Request={OPEN}"
    )

    assert code == 1
    assert f"  ✗ The pull request {OPEN} is not merged yet." in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("--to", "Fixin"),
            (
                'The process has no stage "Fixin"; did you mean "Fixing"? choose one of: Validating, '
                "Replicating, Estimating, Fixing, Verifying, Closed (Resolved), Closed (Unresolved)."
            ),
        ),
        (
            ("--to", "Fixing", "--set", "Client Target Date=soon"),
            '"Client Target Date" takes a day such as 2026-12-03, not "soon".',
        ),
        (
            ("--to", "Fixing", "--set", "Priority=highest"),
            '"Priority" takes one of: urgent, high, normal, low; not "highest".',
        ),
        (
            ("--to", "Fixing", "--set", "Ops Can Reproduce the Issue=perhaps"),
            '"Ops Can Reproduce the Issue" takes yes or no, not "perhaps".',
        ),
        (
            ("--to", "Fixing", "--set", "Company=Lumen"),
            'The process has no datum "Company"',
        ),
    ],
)
def test_what_cannot_be_supposed_is_told_and_exits_with_2(stagegate, ready, arguments, sentence):
    code, output = stagegate("simulate", ready("estimating"), *arguments)

    assert code == 2
    assert output.startswith(f"Error: {sentence}")


def test_an_option_that_is_not_there_is_told_with_those_that_are(stagegate, ready):
    code, output = stagegate("simulate", ready("estimating"), "--to", "Fixing", "--set", "Severity=Huge")

    assert code == 2
    assert "takes one of: Critical, Major, Minor, Trivial, not 'Huge'." in output


def test_a_value_needs_its_name(stagegate):
    code, output = stagegate("simulate", "x", "--to", "Fixing", "--set", "Severity")

    assert code == 2
    assert "'Severity' is not of the form \"Field=value\"" in output


@pytest.mark.parametrize(
    ("task", "sentence"),
    [
        ("86cnowhere", "Error: ClickUp has no task 86cnowhere, or the token may not see it.\n"),
        (
            "86c1cs801",
            (
                'Error: "Lumen: showtimes in Odense are wrong" is in the list "Client Support", '
                'not in "Level 2 Support".\n'
            ),
        ),
    ],
)
def test_what_is_no_ticket_of_the_process_is_told(stagegate, task, sentence):
    assert stagegate("simulate", task, "--to", "Fixing") == (2, sentence)


def test_without_a_token_it_says_so_and_exits_with_2(stagegate, settings):
    settings.delenv("STAGEGATE_CLICKUP_TOKEN")

    code, output = stagegate("simulate", "x", "--to", "Fixing")

    assert code == 2
    assert output.startswith("Error: STAGEGATE_CLICKUP_TOKEN is not set.")


def test_without_a_database_it_says_how_to_get_one(stagegate, settings, tmp_path):
    settings.delenv("DATABASE_URL")
    settings.setenv("STAGEGATE_DATA_DIR", str(tmp_path / "d"))

    assert stagegate("simulate", "x", "--to", "Fixing") == (
        2,
        (
            f"Error: DATABASE_URL is not set, and no embedded PostgreSQL runs in {tmp_path / 'd'}: "
            "start `stagegate run` there first, or set DATABASE_URL.\n"
        ),
    )


def test_a_tickets_address_is_as_good_as_its_id(stagegate, ready):
    ticket = ready("validating")

    assert stagegate("simulate", f"https://app.clickup.com/t/{ticket}", "--to", "Replicating")[0] == 0


def test_nothing_is_written_to_clickup_or_the_database(stagegate, ready, bot, workspace):
    """Not even a company that is read on the way is remembered."""
    ticket = ready("validating")
    with bot.engine.begin() as connection:
        store.forget(connection, "86c1co901")
    before = rows(bot), workspace.task(ticket)
    requests.delete(f"{workspace.url}/sandbox/calls", timeout=120).raise_for_status()

    assert stagegate("simulate", ticket, "--to", "Replicating", "--set", "Severity=Minor")[0] == 0

    assert {call.split()[0] for call in workspace.calls()["by_call"]} == {"GET"}
    assert (rows(bot), workspace.task(ticket)) == before


def test_it_comes_to_what_the_real_move_comes_to(stagegate, ready, workspace):
    ticket = ready("validating", Severity=None, **{"Target URL": None})
    _, output = stagegate("simulate", ticket, "--to", "Replicating", "--json")
    workspace.move(ticket, "replicating")

    _, told = stagegate("explain", ticket, "--json")
    simulated, (real, *_) = json.loads(output), json.loads(told)["moves"]
    assert simulated["verdict"] == real["verdict"] == "rejected"
    assert [f"{f['observed']} {f['remedy']}".rstrip() for f in simulated["findings"]] == [
        f["sentence"] for f in real["findings"]
    ]


def test_programs_get_json(stagegate, ready):
    ticket = ready("verifying", **{"Resolution Notes": None})

    code, output = stagegate("simulate", ticket, "--to", "Closed (Unresolved)", "--json")

    told = json.loads(output)
    assert code == 1
    assert told | {"url": ""} == {
        "task_id": ticket,
        "name": "Checkout fails",
        "url": "",
        "set": {},
        "from_stage": "Verifying",
        "to_stage": "Closed (Unresolved)",
        "verdict": "rejected",
        "ends_in": "Verifying",
        "findings": [
            {
                "code": "datum:Resolution Notes",
                "outcome": "unmet",
                "required": "Closed (Unresolved) requires Resolution Notes.",
                "observed": "Resolution Notes is empty.",
                "remedy": 'Fill in the "Resolution Notes" field.',
            }
        ],
        "asks": [],
    }


@pytest.mark.usefixtures("settings")
def test_it_works_as_a_process_of_its_own(ready):
    ticket = ready("estimating", due=date(2026, 12, 3))
    command = [sys.executable, "-m", "app.cli", "simulate", ticket, "--to", "Verifying"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))  # noqa: S603

    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout.splitlines()[:3] == [
        f"Checkout fails ({ticket})",
        "From Estimating to Verifying",
        "It would be put back to Estimating.",
    ]


def test_a_ticket_outside_of_the_process_is_judged_as_one_that_comes_in(stagegate, workspace):
    ticket = workspace.create("validating", due_date=milliseconds(date(2026, 12, 3)))
    requests.post(
        f"{workspace.url}/sandbox/lists/{LIST}/statuses/validating", json={"name": "parked"}, timeout=120
    ).raise_for_status()

    code, output = stagegate("simulate", ticket, "--to", "Replicating")

    assert code == 1
    assert output.splitlines()[1:3] == [
        "From outside the process to Replicating",
        "It would be put back to Validating.",
    ]
