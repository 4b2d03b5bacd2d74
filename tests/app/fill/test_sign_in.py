"""Who gets in where people sign in with ClickUp, and that all others learn nothing."""

import base64
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from sqlalchemy import text

from app.fill import link
from app.messages import fill as words
from app.queue.kinds import SIGN_IN
from app.store import sign_ins
from app.web.fill.sign_in import WAY, WAY_SECONDS
from app.web.form.guard import FORM_OF_ADDRESS
from tests.app.people import OPS, QA, TECH

ASKED = f"{words.SIGN_IN} {words.SIGN_IN} {words.WHO_MAY} {words.SIGN_IN}"
NOT_GOOD = f"{words.NOT_GOOD} {words.NOT_GOOD} {words.ASK_AGAIN}"
OTHER_WAY = f"{words.OTHER_WAY} {words.OTHER_WAY} {words.OTHER_WAY_TEXT}"


@pytest.fixture
def clickup(workspace):
    """What the administrators of the simulated ClickUp do."""

    def clickup(method, place, **body):
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, f"{workspace.url}/sandbox{place}", json=body or None, timeout=10)
        assert answer.ok, answer.text

    return clickup


@pytest.fixture
def stored(engine):
    """What is in the columns of the sign-ins."""

    def stored(*columns):
        with engine.connect() as connection:
            return [
                tuple(row)
                for row in connection.execute(text(f"SELECT {', '.join(columns)} FROM sign_ins"))  # noqa: S608
            ]

    return stored


def test_someone_who_may_see_the_ticket_gets_in(member, refused):
    ticket, address = refused(Severity=None)
    assert member.open(address) == ASKED

    page = member.sign_in(ticket, address, OPS)
    assert "Fill in what Replicating requires." in page
    assert "This is saved in the name of Olivia Ops." in page
    assert "You are signed in as Olivia Ops. Sign out" in page


def test_a_page_that_waits_for_clickup_says_so(member, refused):
    _, address = refused(Severity=None)
    page = member.come_back(member.choose(member.leave(address), OPS))

    assert page == f"{words.SIGNING_IN} {words.SIGNING_IN} {words.SIGNING_IN_TEXT}"
    assert '<meta http-equiv="refresh" content="1">' in member.page


def test_everyone_sees_the_same_page_before_they_sign_in(member, refused, workspace):
    ticket, address = refused(Severity=None)
    good = member.open(address), member.status
    workspace.set_field(ticket, "Severity", workspace.option("Severity", "Minor"))
    workspace.move(ticket, "replicating")

    assert (member.open(address), member.status) == good == (ASKED, 200)
    assert member.sign_in(ticket, address, OPS) == NOT_GOOD
    assert member.status == 404


def test_a_link_that_someone_made_up_leads_nowhere(member, engine):
    with engine.begin() as connection:
        token = link.token_of(connection, 999)

    assert (member.open("/fill/made.up"), member.status) == (NOT_GOOD, 404)
    path = member.choose(member.leave_at(f"/fill/{token}/sign-in"), OPS)
    assert (member.come_back(path), member.status) == (OTHER_WAY, 403)


def assert_kept_out(member, ticket, address, user, **form):
    assert (member.sign_in(ticket, address, user, **form), member.status) == (NOT_GOOD, 404)
    assert member.open(address) == ASKED  # they may try as someone else


def test_a_guest_is_kept_out_even_of_a_ticket_that_was_shared_with_them(member, refused, clickup, workspace):
    ticket, address = refused(Severity=None)
    lists = [workspace.bot.directory.tickets_list]
    clickup("POST", f"/users/{TECH}", role="guest", only_lists=lists)

    assert_kept_out(member, ticket, address, TECH)


def test_a_member_who_cannot_see_the_ticket_is_kept_out(member, refused, clickup):
    ticket, address = refused(Severity=None)
    clickup("POST", f"/tasks/{ticket}", **{"is": "hidden", "users": [TECH]})

    assert_kept_out(member, ticket, address, TECH)


def test_a_member_who_does_not_see_the_list_is_kept_out(member, refused, clickup):
    ticket, address = refused(Severity=None)
    clickup("POST", f"/users/{TECH}", only_lists=["901200000003"])

    assert_kept_out(member, ticket, address, TECH)


def test_someone_who_did_not_choose_the_workspace_is_kept_out(member, refused):
    ticket, address = refused(Severity=None)

    assert_kept_out(member, ticket, address, OPS, workspace=None)


def test_nothing_of_someone_who_is_kept_out_is_stored(member, refused, clickup, stored):
    ticket, address = refused(Severity=None)
    clickup("POST", f"/tasks/{ticket}", **{"is": "hidden", "users": [TECH]})
    member.come_back(member.choose(member.leave(address), TECH))
    member.admitted(ticket)

    assert stored("*") == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param("code=NO-SUCH-CODE", id="a code that ClickUp does not know"),
        pytest.param("error=access_denied", id="no code"),
        pytest.param(f"code={'x' * 501}", id="a very long code"),
        pytest.param("code=%00", id="a code that cannot be stored"),
    ],
)
def test_whom_clickup_gives_no_token_may_try_again(member, refused, answer):
    ticket, address = refused(Severity=None)
    asked = member.leave(address)
    member.come_back(f"/fill/signed-in?{answer}&{urlencode({'state': asked['state']})}")
    page = member.admitted(ticket) if answer.startswith("code=NO") else member.text

    assert words.NOT_SIGNED_IN in page
    assert "Fill in what" not in page


def test_an_outage_of_clickup_is_no_refusal(member, refused, clickup):
    ticket, address = refused(Severity=None)
    path = member.choose(member.leave(address), OPS)
    clickup("POST", "/faults", path="/api/v2/team", status=500)
    member.come_back(path)

    assert words.NOT_SIGNED_IN in member.admitted(ticket)


# --- the way to ClickUp and back ----------------------------------------------------------------------------


def test_clickup_is_asked_with_the_registered_address_only(member, refused):
    _, address = refused(Severity=None)
    asked = member.leave(f"{address}?redirect_uri=https://evil.example&next=https://evil.example")

    assert asked["redirect_uri"] == "http://127.0.0.1/fill/signed-in"
    assert asked.keys() == {"client_id", "redirect_uri", "state"}


def test_no_one_else_can_sign_someone_in(door, member, refused, workspace):
    """A person who is lured to the end of a stranger's sign-in does not write in the stranger's name."""
    _, address = refused(Severity=None)
    lure = member.choose(member.leave(address), TECH)
    victim = type(member)(door(), workspace)

    assert (victim.come_back(lure), victim.status) == (OTHER_WAY, 403)
    victim.leave(address)
    assert (victim.come_back(lure), victim.status) == (OTHER_WAY, 403)


def test_a_way_is_gone_once(member, refused, stored):
    _, address = refused(Severity=None)
    asked = member.leave(address)
    way = member._web.get_cookie(WAY, path="/fill").value
    member.come_back(member.choose(asked, OPS))
    member._web.set_cookie(WAY, way, path="/fill")

    assert (member.come_back(member.choose(asked, TECH)), member.status) == (OTHER_WAY, 403)
    assert len(stored("state")) == 1


def test_a_way_may_not_take_too_long(member, refused, clock):
    _, address = refused(Severity=None)
    path = member.choose(member.leave(address), OPS)
    clock.forward(seconds=WAY_SECONDS + 1)

    assert (member.come_back(path), member.status) == (OTHER_WAY, 403)


@pytest.mark.parametrize("state", ["", "x", "x.y", "\0", "é", base64.b64encode(b"[1]").decode()])
def test_a_state_that_someone_made_up_is_refused(member, refused, state):
    _, address = refused(Severity=None)
    member.leave(address)

    path = f"/fill/signed-in?{urlencode({'code': 'x', 'state': state})}"
    assert (member.come_back(path), member.status) == (OTHER_WAY, 403)


def test_a_session_cookie_is_no_state(member, refused):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, OPS)
    [session] = [c.value for c in member._web._cookies.values() if c.key.startswith("stagegate_session_")]

    assert member.come_back(f"/fill/signed-in?code=x&state={session}") == OTHER_WAY


def test_each_sign_in_begins_a_session_of_its_own(member, refused, door, workspace):
    """A person who planted a cookie in someone's browser beforehand is not signed in with them."""
    ticket, address = refused(Severity=None)
    member.come_back(member.choose(member.leave(address), TECH))
    name, planted = next(
        (c.key, c.value) for c in member._web._cookies.values() if c.key.startswith("stagegate_session_")
    )
    victim = type(member)(door(), workspace)
    victim._web.set_cookie(name, planted, path="/fill")
    victim._web.set_cookie(WAY, "planted", path="/fill")
    victim.come_back(victim.choose(victim.leave_at(f"{address}/sign-in"), OPS))
    victim.admitted(ticket)

    assert victim._web.get_cookie(name, path="/fill").value != planted
    assert "You are signed in as Olivia Ops." in victim.open(address)
    assert "You are signed in as Theo Tech." in member.open(address)


def test_who_comes_back_too_often_waits(member):
    for _ in range(FORM_OF_ADDRESS.most):
        member.come_back("/fill/signed-in")

    assert words.signs_in_too_often(10) in member.come_back("/fill/signed-in")
    assert member.status == 429


def test_the_cookies_are_out_of_reach(door, member, refused, workspace):
    _, address = refused(Severity=None)
    behind_https = type(member)(door(secure=True), workspace)
    behind_https.open(address)
    gone = behind_https._web.get(f"{address}/sign-in", base_url="https://bot.example")
    [asked] = parse_qs(urlsplit(gone.location).query)["state"]
    given = behind_https._web.get(
        f"/fill/signed-in?{urlencode({'code': 'x', 'state': asked})}", base_url="https://bot.example"
    )
    session = next(c for c in given.headers.getlist("Set-Cookie") if c.startswith("stagegate_session_"))

    assert given.headers["Location"].startswith("/fill/")
    assert given.headers["Cache-Control"] == "no-store"
    assert {"Secure", "HttpOnly", "Path=/fill", "SameSite=Lax", "Max-Age=1800"} <= set(session.split("; "))
    assert "Domain" not in session


# --- the session --------------------------------------------------------------------------------------------


def test_the_session_is_for_one_ticket_only(member, refused):
    ticket, address = refused(Severity=None)
    _, other = refused(Severity=None)
    member.sign_in(ticket, address, OPS)

    assert member.open(other) == ASKED
    assert "Fill in what" in member.open(address)


def test_a_session_cookie_that_is_not_ours_is_none(member, refused):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, OPS)
    cookie = next(c for c in member._web._cookies.values() if c.key.startswith("stagegate_session_"))
    for value in ("", "x", f"{cookie.value}x", cookie.value.partition(".")[0]):
        member._web.set_cookie(cookie.key, value, path="/fill")
        assert member.open(address) == ASKED


def test_someone_is_signed_in_for_half_an_hour(member, refused, clock, engine, stored):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, OPS)
    clock.forward(minutes=29)
    assert "Fill in what" in member.open(address)

    clock.forward(minutes=1)
    assert member.open(address) == ASKED
    with engine.begin() as connection:
        sign_ins.sweep(connection, clock.now)
    assert stored("*") == []


def test_who_signs_out_is_out_and_forgotten(member, refused, stored):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, OPS)

    assert member.sign_out() == f"{words.SIGNED_OUT} {words.SIGNED_OUT} {words.SIGNED_OUT_TEXT}"
    assert stored("*") == []
    assert member.open(address) == ASKED


def test_another_site_cannot_sign_someone_out(member, refused):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, OPS)

    assert words.NOT_SIGNED_OUT in member.sign_out(token="made up")
    assert member.status == 403
    assert "Fill in what" in member.open(address)


def test_the_token_is_stored_encrypted_and_the_code_not_at_all(member, refused, stored, workspace):
    ticket, address = refused(Severity=None)
    member.sign_in(ticket, address, QA)
    [(code, token)] = stored("code", "token")
    [plain] = workspace._running.sandbox.memory.grants

    assert code is None
    assert plain not in token
    assert workspace.bot.sign_in.opened(token).get_secret_value() == f"Bearer {plain}"


@pytest.mark.usefixtures("signing_in")
def test_the_link_of_a_refusal_is_no_ones_where_people_sign_in(refused, workspace, link_of):
    ticket, address = refused(Severity=None)
    workspace.move(ticket, "replicating", by="ops")

    assert link_of(ticket) == address


def test_the_kind_of_job_waits_for_no_other():
    assert SIGN_IN.own_lock
