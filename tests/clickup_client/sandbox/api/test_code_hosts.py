"""The fake GitHub and GitLab."""

import pytest

from clickup_client.sandbox.application import create_sandbox

GITHUB = "/github/repos/acme/shop/pulls/"
GITLAB = "/gitlab/api/v4/projects/acme%2Fshop/merge_requests/"


def test_a_merged_pull_request(call):
    assert call("GET", GITHUB + "7") == {
        "number": 7,
        "state": "closed",
        "title": "",
        "merged": True,
        "merged_at": "2026-03-10T12:00:00Z",
        "draft": False,
        "html_url": "https://github.com/acme/shop/pull/7",
    }


def test_an_open_pull_request(call):
    pull = call("GET", GITHUB + "8")

    assert (pull["state"], pull["merged"], pull["merged_at"]) == ("open", False, None)


@pytest.mark.parametrize("path", [GITHUB + "9", "/github/repos/acme/other/pulls/7"])
def test_an_unknown_pull_request_is_not_found(call, path):
    assert call("GET", path, status=404) == {"message": "Not Found", "status": "404"}


def test_gitlab_calls_the_same_things_otherwise(call):
    assert call("GET", GITLAB + "7")["state"] == "merged"
    assert call("GET", GITLAB + "8")["state"] == "opened"
    assert call("GET", GITLAB + "9", status=404) == {"message": "404 Not found"}


@pytest.mark.parametrize(
    ("wish", "state", "merged"),
    [
        ({"merged": True}, "closed", True),
        ({"state": "closed"}, "closed", False),
        ({"state": "open"}, "open", False),
    ],
)
def test_a_pull_request_can_be_merged_closed_and_opened(call, wish, state, merged):
    call("POST", "/sandbox/github/acme/shop/pulls/8", wish)

    pull = call("GET", GITHUB + "8")
    assert (pull["state"], pull["merged"]) == (state, merged)


def test_a_new_pull_request_can_be_made(call):
    call("POST", "/sandbox/github/acme/new/pulls/1", {"state": "open", "title": "First"})

    assert call("GET", "/github/repos/acme/new/pulls/1")["title"] == "First"


def test_looking_makes_nothing(call):
    call("GET", "/sandbox/github/acme/new/pulls/1")

    call("GET", "/github/repos/acme/new/pulls/1", status=404)


def test_with_a_token_configured_others_see_nothing(workspace, clock):
    workspace["code_token"] = "gh_secret"
    client = create_sandbox(workspace, now=clock).test_client()

    assert client.get(GITHUB + "7").status_code == 404
    assert client.get(GITHUB + "7", headers={"Authorization": "Bearer gh_secret"}).status_code == 200
    assert client.get(GITLAB + "7", headers={"Private-Token": "gh_secret"}).status_code == 200


def test_clickups_rate_limit_does_not_count_here(call):
    call("POST", "/sandbox/rate-limit", {"limit": 0})

    call("GET", GITHUB + "7")
    assert "X-RateLimit-Remaining" not in call.answer.headers


@pytest.mark.parametrize("path", ["/github/rate_limit", "/gitlab/api/v4/user"])
def test_a_token_can_be_tried_without_a_repository(call, path):
    assert isinstance(call("GET", path), dict)
