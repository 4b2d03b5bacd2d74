"""Signing in with an OAuth app: the page in the browser, the code, the token, and what it can do."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

BACK = "https://gate.example/back"
OLIVIA, THEO = 2, 3


@pytest.fixture
def browser(app):
    return app.test_client()


@pytest.fixture
def code_for(browser):
    """The code that a person's choice gives to the app."""

    def code_for(user, **form):
        data = {"client_id": "APP1", "redirect_uri": BACK, "user": user, "workspace": "9011"} | form
        answer = browser.post("/api", data={key: value for key, value in data.items() if value is not None})
        assert answer.status_code == 302, answer.get_data(as_text=True)
        return parse_qs(urlsplit(answer.location).query)["code"][0]

    return code_for


@pytest.fixture
def exchange(browser):
    def exchange(code, status=200, **given):
        body = {"client_id": "APP1", "client_secret": "APP-SECRET", "code": code} | given
        answer = browser.post("/api/v2/oauth/token", json=body)
        assert answer.status_code == status
        return answer.get_json()

    return exchange


@pytest.fixture
def as_signed_in(browser, code_for, exchange):
    """Calls the API with the token of a person who signed in; the status and the answer."""

    def as_signed_in(user, **form):
        token = exchange(code_for(user, **form))["access_token"]

        def call(method, path, body=None):
            answer = browser.open(
                f"/api/v2{path}", method=method, json=body, headers={"Authorization": f"Bearer {token}"}
            )
            return answer.status_code, answer.get_json(silent=True)

        return call

    return as_signed_in


def test_the_page_asks_who_one_is_and_for_which_workspace(browser):
    answer = browser.get("/api", query_string={"client_id": "APP1", "redirect_uri": BACK, "state": 's"<1>'})
    page = answer.get_data(as_text=True)

    assert re.findall(r'name="user" value="(.+?)" required> (.+?)</label>', page) == [
        ("1", "Bot"),
        ("2", "Olivia Ops"),
        ("3", "Theo Tech"),
    ]
    assert 'name="state" value="s&#34;&lt;1&gt;"' in page
    assert answer.headers["Content-Security-Policy"].endswith("form-action 'self' https://gate.example")


@pytest.mark.parametrize("path", ["/", "/l/1000", "/l/none", "/t/t1", "/nothing", "/sandbox/nothing"])
def test_every_page_lets_nothing_run_that_is_not_ours(browser, path):
    policy = browser.get(path).headers["Content-Security-Policy"]

    assert "script-src 'self'; style-src 'self'; " in policy
    assert policy.endswith("form-action 'none'")
    assert "unsafe" not in policy


def test_a_choice_leads_back_to_the_app_with_a_code_and_its_state(browser):
    form = {"client_id": "APP1", "redirect_uri": BACK, "state": "a b&c", "user": OLIVIA, "workspace": "9011"}
    where = urlsplit(browser.post("/api", data=form).location)

    assert f"{where.scheme}://{where.netloc}{where.path}" == BACK
    assert parse_qs(where.query)["state"] == ["a b&c"]
    assert re.fullmatch("[0-9A-F]{32}", parse_qs(where.query)["code"][0])


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        pytest.param({"client_id": "APP2"}, "OAUTH_010", id="another app"),
        pytest.param({"redirect_uri": ""}, "OAUTH_017", id="no redirect"),
        pytest.param({"redirect_uri": "https://evil.example/back"}, "OAUTH_007", id="elsewhere"),
        pytest.param({"redirect_uri": f"{BACK}/more"}, "OAUTH_007", id="deeper"),
        pytest.param({"redirect_uri": "https://gate.example:8443/back"}, "OAUTH_007", id="another port"),
        pytest.param({"redirect_uri": "http://127.0.0.1@evil.example/back"}, "OAUTH_007", id="a user name"),
        pytest.param({"redirect_uri": "http://127.0.0.1:8000/"}, "OAUTH_007", id="another path here"),
        pytest.param({"redirect_uri": "http://127.0.0.1:x/back"}, "OAUTH_007", id="no port"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_one_is_sent_where_the_app_did_not_register(browser, method, asked, error):
    given = {"client_id": "APP1", "redirect_uri": BACK, "user": OLIVIA} | asked
    answer = browser.open("/api", method=method, **{"query_string" if method == "GET" else "data": given})

    assert "Location" not in answer.headers
    assert answer.get_json()["ECODE"] == error


def test_on_this_machine_the_port_does_not_matter(code_for):
    assert code_for(OLIVIA, redirect_uri="http://127.0.0.1:8123/back")


def test_someone_who_is_not_here_cannot_be_chosen(browser):
    form = {"client_id": "APP1", "redirect_uri": BACK, "user": "77"}

    assert browser.post("/api", data=form).status_code == 400


@pytest.mark.parametrize("how", ["json", "data", "query_string"])
def test_a_code_is_exchanged_for_a_token(browser, code_for, how):
    given = {"client_id": "APP1", "client_secret": "APP-SECRET", "code": code_for(THEO)}
    answer = browser.post("/api/v2/oauth/token", **{how: given})

    assert answer.get_json().keys() == {"access_token", "token_type"}
    assert answer.get_json()["access_token"].startswith("3_")


@pytest.mark.parametrize(
    ("given", "error"),
    [
        pytest.param({"client_id": "APP2"}, {"err": "Client not found", "ECODE": "OAUTH_010"}, id="app"),
        pytest.param({"client_secret": "x"}, {"err": "Client not found", "ECODE": "OAUTH_010"}, id="secret"),
        pytest.param({"code": "x"}, {"err": "Code not found", "ECODE": "OAUTH_013"}, id="code"),
    ],
)
def test_what_is_wrong_gives_no_token(exchange, code_for, given, error):
    given = {"code": code_for(THEO)} | given
    assert exchange(status=401, **given) == error


def test_a_code_is_good_once(exchange, code_for):
    code = code_for(THEO)
    exchange(code)

    assert exchange(code, status=401) == {"err": "Code already used", "ECODE": "OAUTH_014"}


def test_the_token_is_that_of_the_person(as_signed_in):
    call = as_signed_in(THEO)

    assert call("GET", "/user")[1]["user"]["username"] == "Theo Tech"
    assert [team["id"] for team in call("GET", "/team")[1]["teams"]] == ["9011"]


def test_what_is_written_with_it_is_theirs(as_signed_in, events):
    as_signed_in(THEO)("PUT", "/task/t1", {"status": "Doing"})

    assert {item["user"]["id"] for body in events for item in body["history_items"]} == {THEO}


def test_without_the_workspace_it_only_tells_whose_it_is(as_signed_in):
    call = as_signed_in(THEO, workspace=None)

    assert call("GET", "/user")[0] == 200
    assert call("GET", "/team") == (200, {"teams": []})
    assert call("GET", "/task/t1") == (401, {"err": "Team not authorized", "ECODE": "OAUTH_027"})


def test_someone_who_takes_it_back_ends_the_token(as_signed_in, browser):
    call = as_signed_in(THEO)

    assert browser.delete("/sandbox/grants").get_json() == {"revoked": 1}
    assert call("GET", "/user") == (401, {"err": "Token invalid", "ECODE": "OAUTH_025"})


def test_the_counters_say_whose_token_it_is_and_not_the_token(as_signed_in, sandbox):
    as_signed_in(THEO)("GET", "/user")
    counted = str(sandbox.calls.snapshot())

    assert "oauth:3" in counted
    assert not [token for token in sandbox.memory.grants if token in counted]


def test_the_apps_are_told_to_those_who_try_them(browser):
    [app] = browser.get("/sandbox/apps").get_json()["apps"]

    assert (app["client_id"], app["client_secret"]) == ("APP1", "APP-SECRET")
