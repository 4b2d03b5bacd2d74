"""What people can write into a ticket to make the bot say, mention or break something.  None of it works."""

import unicodedata

import pytest
import requests

from rules.process.datum import FieldDatum
from tests.app.people import PEOPLE
from tests.app.texts import HOSTILE, assert_harmless, boxes, mentioned


@pytest.fixture(params=HOSTILE.values(), ids=HOSTILE.keys())
def words(request):
    return request.param


def test_in_a_field_that_a_comment_quotes(workspace, ready, words):
    """The field is one of text: into an address not all of it could be written."""
    data = {
        **workspace.bot.process.data,
        "Pull Request": FieldDatum(field="Issue Workaround", type="pull_request"),
    }
    workspace.change_process(data=data)
    ticket = ready("fixing", **{"Issue Workaround": words})

    workspace.move(ticket, "verifying", by="tech")

    [comment] = workspace.comments(ticket)
    assert workspace.status(ticket) == "fixing"
    assert mentioned(comment) == [PEOPLE["tech"]]
    assert len(boxes(comment)) == 1
    assert_harmless(comment)


def test_in_the_name_of_whoever_moved_it(workspace, ready, words):
    ticket = ready("validating", Severity=None)
    workspace.api("PUT", f"/task/{ticket}", by="ops", status="replicating")
    user = {"id": -1, "username": words}
    move = {"before": {"status": "validating"}, "after": {"status": "replicating"}}
    workspace.tell(ticket, "status", by="nobody", **move, user=user)

    workspace.settle(ticket)

    [comment] = workspace.comments(ticket)
    assert mentioned(comment) == []
    assert len(boxes(comment)) == 1
    assert_harmless(comment)


def test_in_the_name_of_a_company(workspace, ready, words):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name=words)["id"]
    ticket = ready("validating", Company={"add": [company]})

    workspace.move(ticket, "replicating")

    [comment] = workspace.comments(ticket)
    assert workspace.status(ticket) == "validating"
    assert mentioned(comment) == [PEOPLE["ops"]]
    assert len(boxes(comment)) == 1
    assert_harmless(comment)


def test_in_the_name_of_a_company_that_is_gone(workspace, ready, words):
    company = workspace.api("POST", "/list/901200000003/task", by="admin", name=words)["id"]
    ticket = ready("validating", Company={"add": [company]})
    answer = requests.delete(
        f"{workspace.url}/api/v2/task/{company}", headers={"Authorization": "pk_admin"}, timeout=120
    )
    assert answer.ok

    workspace.move(ticket, "replicating")

    [comment] = workspace.comments(ticket)
    assert workspace.status(ticket) == "validating"
    assert len(boxes(comment)) == 1
    assert_harmless(comment)


def test_in_everything_that_a_client_is_told(workspace, ready, words):
    ticket = ready("verifying", **{"Resolution Notes": words})
    workspace.api("PUT", f"/task/{ticket}", by="qa", name=f"Checkout {words}")

    workspace.move(ticket, "in production", by="qa")
    workspace.settle_notices(ticket)

    [mail] = [mail for mail in workspace.emails() if mail["task_id"] == ticket]
    assert mail["trigger"] == "delivered"
    told = workspace.field(ticket, "Client notice text").value
    assert told.startswith('Hello,\n\nThe solution for "Checkout')
    assert told.endswith(f"Your reference: {ticket}")
    lines = told.splitlines()
    assert lines[2].endswith('" has been delivered and is in production.')
    assert not {unicodedata.category(sign) for line in lines for sign in line} & {"Cc", "Cs"}


def test_in_a_notice_that_takes_another_way(workspace, ready, words):
    ticket = ready("verifying", **{"Resolution Notes": words, "Client email": None})
    workspace.api("PUT", f"/task/{ticket}", by="qa", name=f"Checkout {words}")

    workspace.move(ticket, "in production", by="qa")
    workspace.settle_notices(ticket)
    workspace.settle(ticket)

    comment = workspace.comments(ticket)[0]
    assert mentioned(comment) == []
    assert boxes(comment) == []
    assert_harmless(comment)
