"""Addresses that people paste, and what GitHub and GitLab say about them."""

from dataclasses import replace

import pytest
import requests
import responses

from app.pull_requests import (
    ProviderAwayError,
    github,
    gitlab,
    look_up,
    places_beside,
    read_addresses,
    seconds_until_free,
)
from app.pull_requests.late_answers import LateAnswers
from rules.ticket import MergeState, PullRequest, Unread, Unusable

PATIENCE_SECONDS = 60
GITHUB = github(api_url="https://api.github.com", token="gh-token")
GITLAB = gitlab(api_url="https://gitlab.com", token="gl-token")
BOTH = (GITHUB, GITLAB)
PULL = "https://github.com/usheru/website/pull/1032"
MERGE = "https://gitlab.com/usheru/tools/importer/-/merge_requests/7"
PULL_API = "https://api.github.com/repos/usheru/website/pulls/1032"
MERGE_API = "https://gitlab.com/api/v4/projects/usheru%2Ftools%2Fimporter/merge_requests/7"


@pytest.fixture
def provider():
    with responses.RequestsMock() as mocked:
        yield mocked


@pytest.fixture
def session():
    with requests.Session() as session:
        yield session


@pytest.fixture
def fresh():
    """GitHub and GitLab of which no failure is known yet."""
    return (
        github(api_url="https://api.github.com", token="gh-token"),
        gitlab(api_url="https://gitlab.com", token="gl-token"),
    )


def state(session, address=PULL, providers=BOTH):
    """The answer, however busy the machine is: how long one waits for it is not what is tested here."""
    patient = [replace(each, answers=LateAnswers(PATIENCE_SECONDS)) for each in providers]
    return look_up(address, patient, session=session, asked_for="a move")


@pytest.mark.parametrize(
    "address",
    [
        PULL,
        f"  {PULL}\n",
        "http://github.com/usheru/website/pull/1032",
        "https://www.github.com/usheru/website/pull/1032",
        "HTTPS://GitHub.COM/usheru/website/pull/1032",
        f"{PULL}/",
        f"{PULL}/files",
        f"{PULL}/commits/0a1b2c",
        f"{PULL}?notification_referrer_id=1",
        f"{PULL}#issuecomment-5",
        f"{PULL}/files?w=1#diff-1",
        "https://github.com:443/usheru/website/pull/1032",
        "https://github.com/usheru/website.github.io/pull/1",
        MERGE,
        f"{MERGE}/diffs",
        f"{MERGE}?tab=1",
        "https://gitlab.com/usheru/tools/merge_requests/7",
        "https://gitlab.com/usheru/tools/importer/merge_requests/7/diffs",
    ],
)
def test_an_address_as_people_paste_it_is_one_of_a_pull_request(address):
    assert read_addresses(address, BOTH) == (PullRequest(address.strip(), MergeState.NOT_LOOKED_UP),)


@pytest.mark.parametrize(
    "address",
    [
        "#1032",
        "usheru/website#1032",
        "github.com/usheru/website/pull/1032",
        "ftp://github.com/usheru/website/pull/1032",
        "javascript:https://github.com/usheru/website/pull/1032",
        "https://github.com/usheru/website",
        "https://github.com/usheru/website/issues/1032",
        "https://github.com/usheru/website/pulls/1032",
        "https://github.com/usheru/website/pull/",
        "https://github.com/usheru/website/pull/one",
        "https://github.com/usheru/website/pull/-1",
        "https://github.com/usheru/website/pull/1.5",
        "https://github.com/usheru/website/pull/1032x",
        "https://github.com/usheru/website/pull/12345678901234567890",
        "https://github.com/usheru/website/pull/١٢",
        "https://github.com/usheru/wébsite/pull/1",
        "https://github.com/usheru/pull/1",
        "https://github.com/a/b/c/pull/1",
        "https://github.com/../website/pull/1",
        "https://github.com/usheru/../pull/1",
        "https://github.com/./website/pull/1",
        "https://github.com/usheru/%2e%2e/pull/1",
        "https://github.com//website/pull/1",
        "https://github.com/usheru/website\\..\\x/pull/1",
        "https://github.com@evil.example/usheru/website/pull/1",
        "https://evil.example@github.com/usheru/website/pull/1",
        "https://user:secret@github.com/usheru/website/pull/1",
        "https://[/usheru/website/pull/1",
        "https://gitlab.com/tools/-/merge_requests/7",
        "https://gitlab.com/usheru/../-/merge_requests/7",
        "https://gitlab.com/usheru/website/pull/1032",
        "https://github.com/usheru/tools/-/merge_requests/7",
    ],
)
def test_anything_else_is_not(address):
    assert read_addresses(address, BOTH) == Unusable(f'"{address}" is not the address of a pull request')


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://bitbucket.org/usheru/website/pull-requests/7", "bitbucket.org"),
        ("https://github.com.evil.example/usheru/website/pull/1", "github.com.evil.example"),
        ("https://evilgithub.com/usheru/website/pull/1", "evilgithub.com"),
        ("https://api.github.com/usheru/website/pull/1", "api.github.com"),
        ("https://gíthub.com/usheru/website/pull/1", "gíthub.com"),
        ("https://xn--gthub-2sa.com/usheru/website/pull/1", "xn--gthub-2sa.com"),
        ("https://github.com./usheru/website/pull/1", "github.com."),
        ("https://127.0.0.1/usheru/website/pull/1", "127.0.0.1"),
    ],
)
def test_a_host_that_no_one_set_up_is_named_with_those_that_are(session, address, host):
    assert read_addresses(address, BOTH) == Unusable(
        f"Stagegate is not set up for {host}, only for github.com and gitlab.com"
    )
    assert look_up(address, BOTH, session=session, asked_for="a move") is MergeState.NOT_FOUND


def test_only_hosts_with_a_token_are_named():
    one = (GITHUB, gitlab(api_url="https://gitlab.com", token=None))
    said = read_addresses("https://bitbucket.org/a/b/pull-requests/7", one)

    assert said == Unusable("Stagegate is not set up for bitbucket.org, only for github.com")


def test_where_no_code_host_can_be_asked_none_is_named():
    assert read_addresses(PULL, ()) == Unusable("Stagegate is not set up for github.com")


@pytest.mark.parametrize(
    "text",
    [
        f"{PULL} and {MERGE}",
        f"{PULL}\n{MERGE}\n",
        f"Fixed in {PULL}, and the importer in {MERGE}.",
        f"({PULL}) <{MERGE}>",
        f"[the fix]({PULL}) [the importer]({MERGE})",
        f"{PULL}, {MERGE}, and {PULL} once more",
        f"{PULL}\u200b {MERGE}",
        f"see https://app.clickup.com/t/86c1cs811: {PULL}; {MERGE}",
    ],
    ids=[
        "two links",
        "two lines",
        "a sentence",
        "brackets",
        "Markdown",
        "one twice",
        "an invisible sign",
        "another link",
    ],
)
def test_every_link_of_a_text_is_found(text):
    assert read_addresses(text, BOTH) == (PullRequest(PULL), PullRequest(MERGE))


def test_a_pull_request_that_cannot_be_looked_up_is_not_passed_over():
    text = f"{PULL} https://bitbucket.org/usheru/website/pull-requests/7"

    assert read_addresses(text, BOTH) == Unusable(
        "Stagegate is not set up for bitbucket.org, only for github.com and gitlab.com"
    )


def test_so_many_links_are_no_answer():
    text = " ".join(f"https://github.com/usheru/website/pull/{number}" for number in range(1, 12))

    assert read_addresses(text, BOTH) == Unusable("it names 11 pull requests, and at most 10 are looked up")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"state": "open", "merged": False}, MergeState.OPEN),
        ({"state": "closed", "merged": False}, MergeState.CLOSED),
        ({"state": "closed", "merged": True}, MergeState.MERGED),
        ({"state": "closed", "merged": None}, MergeState.CLOSED),
        ({"state": "closed", "merged": "true"}, MergeState.CLOSED),
    ],
)
def test_what_github_says_of_a_pull_request(provider, session, answer, expected):
    provider.get(PULL_API, json=answer)

    assert state(session) is expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("opened", MergeState.OPEN),
        ("locked", MergeState.OPEN),
        ("closed", MergeState.CLOSED),
        ("merged", MergeState.MERGED),
    ],
)
def test_what_gitlab_says_of_a_merge_request(provider, session, said, expected):
    provider.get(MERGE_API, json={"state": said})

    assert state(session, MERGE) is expected


@pytest.mark.parametrize("path", ["", "/files", "/../../../other/repo/pull/2"])
def test_only_project_and_number_are_taken_from_the_address(provider, session, path):
    provider.get(PULL_API, json={"state": "open"})

    assert state(session, f"{PULL}{path}?to=https://evil.example") is MergeState.OPEN
    assert [call.request.url for call in provider.calls] == [PULL_API]


def test_each_token_goes_to_its_own_place(provider, session):
    provider.get(PULL_API, json={"state": "open"})
    provider.get(MERGE_API, json={"state": "opened"})
    state(session)
    state(session, MERGE)

    asked_github, asked_gitlab = (call.request.headers for call in provider.calls)
    assert asked_github["Authorization"] == "Bearer gh-token"
    assert "PRIVATE-TOKEN" not in asked_github
    assert asked_gitlab["PRIVATE-TOKEN"] == "gl-token"
    assert "Authorization" not in asked_gitlab


def test_an_entry_of_netrc_does_not_take_the_place_of_the_token(provider, session, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine api.github.com login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    provider.get(PULL_API, json={"state": "open"})
    state(session)

    assert provider.calls[0].request.headers["Authorization"] == "Bearer gh-token"


def test_without_a_token_no_one_is_asked(session):
    without = (github(api_url="https://api.github.com", token=None),)

    assert state(session, PULL, without) == Unread("no GitHub token is configured for Stagegate")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_elsewhere_is_never_followed(provider, session, status):
    provider.get(PULL_API, status=status, headers={"Location": "https://evil.example/"})

    assert state(session) is MergeState.MOVED
    assert len(provider.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_renamed_repository_is_followed_on_the_same_host(provider, session, status):
    new = "https://api.github.com/repositories/1296269/pulls/1032"
    provider.get(PULL_API, status=status, headers={"Location": new})
    provider.get(new, json={"state": "closed", "merged": True})

    assert state(session) is MergeState.MERGED
    assert [call.request.headers["Authorization"] for call in provider.calls] == ["Bearer gh-token"] * 2


@pytest.mark.parametrize(
    "location",
    [
        "/users/sign_in",
        "http://gitlab.com/api/v4/projects/5/merge_requests/7",
        "",
        "https://gitlab.com:8443/api",
    ],
    ids=["another page", "without TLS", "to itself", "another port"],
)
def test_the_token_goes_nowhere_but_to_the_api(provider, session, location):
    provider.get(MERGE_API, status=302, headers={"Location": location})
    own = (gitlab(api_url="https://gitlab.com", token="t"),)

    assert state(session, MERGE, own) is MergeState.MOVED
    assert {call.request.url for call in provider.calls} == {MERGE_API}


def test_a_pull_request_that_is_not_there_is_not_found(provider, session):
    provider.get(PULL_API, status=404, json={"message": "Not Found"})

    assert state(session) is MergeState.NOT_FOUND


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "GitHub refuses the token configured for Stagegate"),
        (403, "GitHub does not let the token configured for Stagegate read usheru/website"),
        (400, "GitHub answered 400"),
        (410, "GitHub answered 410"),
        (451, "GitHub answered 451"),
    ],
)
def test_what_would_be_answered_again_is_not_asked_again(provider, session, status, reason):
    provider.get(PULL_API, status=status, json={"message": "no"})

    assert state(session) == Unread(reason)


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (403, {"X-RateLimit-Remaining": "0"}),
        (403, {"Retry-After": "60"}),
        (408, {}),
        (429, {}),
        (500, {}),
        (502, {}),
        (503, {}),
    ],
)
def test_what_passes_by_itself_decides_nothing(provider, session, fresh, status, headers):
    provider.get(PULL_API, status=status, headers=headers)

    with pytest.raises(ProviderAwayError, match=f"^GitHub answered {status}$") as caught:
        state(session, PULL, fresh)
    assert caught.value.host == "GitHub"


@pytest.mark.parametrize(
    "message",
    [
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "API rate limit exceeded for user ID 1.",
        "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
    ],
)
def test_a_rate_limit_of_which_only_the_body_tells_decides_nothing(provider, session, fresh, message):
    provider.get(PULL_API, status=403, json={"message": message, "documentation_url": "https://x.example"})

    with pytest.raises(ProviderAwayError, match=r"^GitHub answered 403$"):
        state(session, PULL, fresh)


@pytest.mark.parametrize(
    ("asked", "rests"), [("60", 60.0), ("3600", 120.0), ("-5", 1.0), ("Wed, 21 Oct 2026 07:28:00 GMT", 1.0)]
)
def test_a_code_host_rests_as_long_as_it_asks_for_within_reason(provider, session, asked, rests):
    provider.get(PULL_API, status=429, headers={"Retry-After": asked})
    host = github(api_url="https://api.github.com", token="t")
    with pytest.raises(ProviderAwayError):
        state(session, PULL, (host,))

    assert rests - 1 < host.places.seconds_until_free() <= rests


def test_a_code_host_that_failed_a_moment_ago_is_not_asked(provider, session, fresh):
    provider.get(PULL_API, status=503)
    for _ in range(2):
        with pytest.raises(ProviderAwayError) as caught:
            state(session, PULL, fresh)

    assert str(caught.value) == "GitHub does not answer now"
    assert len(provider.calls) == 1
    assert seconds_until_free(fresh, ["GitHub"]) > 0
    assert seconds_until_free(fresh, ["GitLab"]) == 0


def test_one_code_host_does_not_rest_for_the_other(provider, session, fresh):
    provider.get(PULL_API, status=503)
    provider.get(MERGE_API, json={"state": "merged"})
    with pytest.raises(ProviderAwayError):
        state(session, PULL, fresh)

    assert state(session, MERGE, fresh) is MergeState.MERGED


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (2, 1), (3, 1), (4, 2), (8, 2), (64, 2)])
def test_most_threads_stay_free_for_what_asks_no_code_host(threads, places):
    assert places_beside(threads) == places


@pytest.mark.parametrize(
    "failure",
    [requests.ConnectionError("refused"), requests.ReadTimeout("slow"), requests.ConnectTimeout("slow")],
)
def test_no_answer_decides_nothing_and_says_nothing_of_the_token(provider, session, fresh, failure):
    provider.get(PULL_API, body=failure)

    with pytest.raises(ProviderAwayError) as caught:
        state(session, PULL, fresh)
    assert str(caught.value) == f"GitHub did not answer: {type(failure).__name__}"


@pytest.mark.parametrize(
    "body", ["", "<html>Sign in</html>", "[]", "null", '"open"', "{}", '{"state": 5}', '{"state": "new"}']
)
def test_an_answer_that_is_about_something_else_decides_nothing(provider, session, fresh, body):
    provider.get(PULL_API, body=body)

    with pytest.raises(ProviderAwayError, match="an answer that is not about a pull request"):
        state(session, PULL, fresh)


def test_the_first_wait_and_the_longest_silence_are_limited(provider, session):
    provider.get(PULL_API, json={"state": "open"})
    state(session)

    assert provider.calls[0].request.req_kwargs["timeout"] == (3.05, 10.0)


@pytest.mark.parametrize(
    ("api_url", "address"),
    [
        ("https://api.github.com", PULL),
        ("https://api.github.com/", PULL),
        ("http://127.0.0.1:8001/github", PULL),
        ("https://git.example.com/api/v3", "https://git.example.com/usheru/website/pull/1032"),
        ("https://git.example.com:8443/api/v3/", "https://git.example.com/usheru/website/pull/1032"),
        ("https://api.usheru.ghe.com", "https://usheru.ghe.com/usheru/website/pull/1032"),
    ],
)
def test_github_is_where_its_api_is(provider, session, api_url, address):
    provider.get(f"{api_url.rstrip('/')}/repos/usheru/website/pulls/1032", json={"state": "open"})

    assert state(session, address, (github(api_url=api_url, token="t"),)) is MergeState.OPEN


def test_an_enterprise_server_is_not_asked_about_pull_requests_of_github_com():
    enterprise = (github(api_url="https://git.example.com/api/v3", token="t"),)

    assert isinstance(read_addresses(PULL, enterprise), Unusable)


def test_gitlab_may_be_ones_own(provider, session):
    own = (gitlab(api_url="https://git.example.com", token="t"),)
    provider.get("https://git.example.com/api/v4/projects/a%2Fb/merge_requests/7", json={"state": "merged"})

    assert state(session, "https://git.example.com/a/b/-/merge_requests/7", own) is MergeState.MERGED
    assert isinstance(read_addresses(MERGE, own), Unusable)


def test_gitlab_may_be_under_a_path_of_its_host(provider, session):
    own = (gitlab(api_url="https://code.example.com/gitlab/", token="t"),)
    asked = "https://code.example.com/gitlab/api/v4/projects/a%2Fb%2Fc/merge_requests/7"
    provider.get(asked, json={"state": "merged"})

    for address in ("a/b/c/-/merge_requests/7", "a/b/c/merge_requests/7/diffs"):
        assert state(session, f"https://code.example.com/gitlab/{address}", own) is MergeState.MERGED


def test_a_token_is_not_shown_with_its_provider():
    assert "gh-token" not in repr(GITHUB)
