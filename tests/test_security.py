"""
What docs/security.md promises, where no test of a part shows it.

Elsewhere: forged, replayed and absurd deliveries in tests/app/web/test_receiver*.py, single addresses of
pull requests in tests/app/pull_requests/test_pull_requests.py, people's texts in
tests/app/comments/test_hostile_text.py and tests/clickup_client/test_comment.py, what is logged in
tests/acceptance/test_secrets.py, the image and the systemd unit in tests/test_deployment.py.
"""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests
from hypothesis import given
from hypothesis import strategies as st

from app.pull_requests import github, gitlab, look_up

# --- pull request addresses -------------------------------------------------------------------------------

PROVIDERS = (
    github(api_url="https://api.github.com", token="gh-token"),
    gitlab(api_url="https://gitlab.example/", token="gl-token"),
)
#: Where a request may go: the project's owner and name are single parts of the path, and the end is fixed.
GITHUB_QUESTION = re.compile(r"/repos/[^/]+/[^/]+/pulls/[0-9]+")
GITLAB_QUESTION = re.compile(r"/api/v4/projects/[^/]+/merge_requests/[0-9]+")


class Recorder(requests.Session):
    """Sends nothing, and remembers what it would have sent, prepared as it would go over the wire."""

    def __init__(self):
        super().__init__()
        self.trust_env = False
        self.sent = []

    def send(self, request, **options):
        self.sent.append((request, options))
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = 404, request, request.url
        return answer


HOSTS = st.sampled_from(
    [
        *("github.com", "gitlab.example", "www.github.com", "GITHUB.com", "github.com:443", "github.com:22"),
        *("github.com.evil.example", "evil.example", "evil.example#github.com", "evil.example\\@github.com"),
        *("github.com@evil.example", "evil.example@github.com", "user:pass@github.com", "127.0.0.1", "[::1]"),
        *(
            "169.254.169.254",
            "localhost:5432",
            "api.github.com",
            "github.com%2eevil.example",
            "\uff47ithub.com",
            "",
        ),
    ]
)
PART = st.sampled_from(["usheru", "website", "..", ".", "%2e%2e", "%2f", "a?b", "a#b", "a;b", "é", "\\", "@"])
PARTS = PART | st.text(max_size=6)
ENDS = st.sampled_from(
    ["/pull/1", "/-/merge_requests/1", "/pull/1/../../x", "/pull/01", "/pull/\uff11", "/pull/-1"]
)


@st.composite
def addresses(draw):
    """Nearly addresses of pull requests."""
    scheme = draw(st.sampled_from(["https", "http", "HTTPS", "ftp", "file", "gopher", ""]))
    path = "/".join(draw(st.lists(PARTS, min_size=1, max_size=4)))
    after = draw(
        st.sampled_from(["", "?a=b", "#x", "/files", "\r\nHost: evil.example", "?url=http://evil.example"])
    )
    return f"{scheme}://{draw(HOSTS)}/{path}{draw(ENDS)}{after}"


@given(address=addresses() | st.text())
def test_an_address_makes_the_bot_ask_the_configured_place_or_no_one(address):
    with Recorder() as session:
        look_up(address, PROVIDERS, session=session, asked_for="a move")

        for request, options in session.sent:
            parts = urlsplit(request.url)
            assert (parts.scheme, parts.query, parts.fragment) == ("https", "", "")
            assert (parts.netloc, request.method, options["allow_redirects"]) in {
                ("api.github.com", "GET", False),
                ("gitlab.example", "GET", False),
            }
            question = GITHUB_QUESTION if parts.netloc == "api.github.com" else GITLAB_QUESTION
            assert question.fullmatch(parts.path)
            assert not {"..", "."} & set(parts.path.split("/"))


@given(owner=st.from_regex(r"[A-Za-z0-9_.-]{1,20}", fullmatch=True), number=st.integers(1, 10**9 - 1))
def test_an_honest_address_does_ask(owner, number):
    """The test above is worth something only if some addresses get through."""
    with Recorder() as session:
        look_up(
            f"https://github.com/{owner}/website/pull/{number}",
            PROVIDERS,
            session=session,
            asked_for="a move",
        )

        if owner in {".", "..", "-"}:  # paths, and the mark of GitLab
            assert session.sent == []
        else:
            [(request, _)] = session.sent
            assert request.url == f"https://api.github.com/repos/{quote(owner)}/website/pulls/{number}"
            assert request.headers["Authorization"] == "Bearer gh-token"


# --- settings ---------------------------------------------------------------------------------------------


def test_nothing_of_ours_is_in_an_error_of_the_settings():
    """A token in the wrong variable is not repeated."""
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "worker"],
        env={
            "DATABASE_URL": "mysql://user:pa55word@host/x",
            "STAGEGATE_CLICKUP_TOKEN": "pk_s3cret with blank",
            "STAGEGATE_PUBLIC_URL": "https://bot.example.com",
        },
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "pa55word" not in done.stdout + done.stderr
    assert "s3cret" not in done.stdout + done.stderr
