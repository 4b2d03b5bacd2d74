"""Who may call, what is not there, and how often one may ask."""

import pytest


def test_a_request_without_a_token_is_a_bad_request(app):
    answer = app.test_client().get("/api/v2/user")

    assert answer.status_code == 400
    assert answer.get_json() == {"err": "Authorization header required", "ECODE": "OAUTH_017"}


def test_an_unknown_token_is_not_authorised(app):
    answer = app.test_client().get("/api/v2/user", headers={"Authorization": "pk_wrong"})

    assert answer.status_code == 401
    assert answer.get_json() == {"err": "Token invalid", "ECODE": "OAUTH_025"}


def test_a_bearer_token_works_like_a_personal_one(app):
    answer = app.test_client().get("/api/v2/user", headers={"Authorization": "Bearer pk_tech"})

    assert answer.get_json()["user"]["username"] == "Theo Tech"


def test_another_workspace_is_not_authorised(call):
    assert call("GET", "/api/v2/team/1/space", status=401)["ECODE"] == "OAUTH_192"


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v2/nothing"), ("POST", "/api/v2/user")])
def test_an_unknown_path_or_method_gets_plain_text(call, method, path):
    call(method, path, status=404)

    assert call.answer.get_data(as_text=True) == "404 page not found\n"
    assert call.answer.mimetype == "text/plain"


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'"text"'])
def test_a_body_that_is_no_json_object_is_a_bad_request(call, body):
    answer = call.client.put("/api/v2/task/t1", data=body, headers={"Authorization": "pk_ops"})

    assert answer.status_code == 400
    assert answer.get_json() == {"err": "Request body is not a JSON object", "ECODE": "APP_003"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2/task/none",
        "/api/v2/task/none/comment",
        "/api/v2/list/7",
        "/api/v2/list/7/field",
        "/api/v2/list/7/task",
        "/api/v2/folder/7",
        "/api/v2/space/7",
    ],
)
def test_what_never_existed_is_none_of_the_callers_workspace(call, path):
    assert call("GET", path, status=401) == {"err": "Team not authorized", "ECODE": "OAUTH_027"}


def test_a_list_is_asked_for_by_a_number(call):
    assert call("GET", "/api/v2/list/none", status=400)["ECODE"] == "INPUT_003"


def test_api_v3_refuses_with_a_body_of_its_own(call):
    call("DELETE", "/api/v2/task/t1", status=204)

    body = call("PUT", "/api/v3/workspaces/9011/tasks/t1/home_list/1002", {}, status=404)

    assert body == {
        "status": 404,
        "message": "Task not found, deleted",
        "trace_id": None,
        "timestamp": 1773144000000,
    }


def test_every_answer_says_how_the_token_stands(call):
    call("GET", "/api/v2/user")

    assert call.answer.headers["X-RateLimit-Limit"] == "1000"
    assert call.answer.headers["X-RateLimit-Remaining"] == "999"
    assert call.answer.headers["X-RateLimit-Reset"] == "1773144061"


def test_a_refusal_says_so_too(call):
    call("GET", "/api/v2/list/none", status=400)

    assert call.answer.headers["X-RateLimit-Remaining"] == "999"


def test_the_request_over_the_limit_is_refused_until_the_minute_is_over(call, clock):
    call("POST", "/sandbox/rate-limit", {"limit": 2})
    call("GET", "/api/v2/user")
    call("GET", "/api/v2/user")

    assert call("GET", "/api/v2/user", status=429) == {"err": "Rate limit reached", "ECODE": "APP_002"}
    assert call.answer.headers["X-RateLimit-Remaining"] == "0"

    clock.forward(seconds=61)
    call("GET", "/api/v2/user")


def test_each_token_has_a_limit_of_its_own(call, bot):
    call("POST", "/sandbox/rate-limit", {"limit": 1, "token": "pk_ops"})
    call("GET", "/api/v2/user")
    call("GET", "/api/v2/user", status=429)

    bot("GET", "/api/v2/user")
    bot("GET", "/api/v2/user")


def test_a_refused_change_changes_nothing(call, bot):
    call("POST", "/sandbox/rate-limit", {"limit": 0, "token": "pk_ops"})

    call("PUT", "/api/v2/task/t1", {"status": "Doing"}, status=429)

    assert bot("GET", "/api/v2/task/t1")["status"]["status"] == "to do"


def test_a_slash_at_the_end_does_not_matter(call):
    assert call("GET", "/api/v2/task/t1/")["id"] == "t1"
