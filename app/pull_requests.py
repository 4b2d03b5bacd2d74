"""Looks pull requests up at GitHub and merge requests at GitLab, and nowhere else."""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import requests

from rules.ticket import MergeState, PullRequest, Unread, Unusable

#: Seconds to connect and seconds between bytes.  The job tries again later, so no long waits here.
TIMEOUT_SECONDS = (3.05, 10.0)

_GITHUB_PATH = re.compile(r"/(?P<project>[\w.-]+/[\w.-]+)/pull/(?P<number>\d{1,9})(?:/.*)?")
_GITLAB_PATH = re.compile(r"/(?P<project>[\w.-]+(?:/[\w.-]+)+)/-/merge_requests/(?P<number>\d{1,9})(?:/.*)?")
_NOT_FOUND = 404
_OK = 200


class ProviderAwayError(Exception):
    """GitHub or GitLab gave no usable answer just now: ask again later, decide nothing meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    A place that hosts pull requests.

    `host` is what stands in the addresses people paste, `api_url` is where we ask.  Without a
    `token` nothing is asked.
    """

    name: str
    host: str
    api_url: str
    token: str | None
    path: re.Pattern[str]

    def question(self, project: str, number: str) -> tuple[str, dict[str, str]]:
        """The address to ask at, and the headers."""
        if self.name == "GitHub":
            return (
                f"{self.api_url}/repos/{quote(project)}/pulls/{number}",
                {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json"},
            )
        return (
            f"{self.api_url}/api/v4/projects/{quote(project, safe='')}/merge_requests/{number}",
            {"PRIVATE-TOKEN": self.token or ""},
        )


def github(*, api_url: str, token: str | None, host: str = "github.com") -> Provider:
    """Source: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request ."""
    return Provider(name="GitHub", host=host, api_url=api_url.rstrip("/"), token=token, path=_GITHUB_PATH)


def gitlab(*, api_url: str, token: str | None, host: str | None = None) -> Provider:
    """Source: https://docs.gitlab.com/api/merge_requests/#get-single-mr ."""
    host = host or urlsplit(api_url).hostname or "gitlab.com"
    return Provider(name="GitLab", host=host, api_url=api_url.rstrip("/"), token=token, path=_GITLAB_PATH)


def read_address(address: str, providers: tuple[Provider, ...]) -> PullRequest | Unusable:
    """What a person put into the Pull Request field, without asking anybody."""
    if _match(address, providers) is None:
        return Unusable(
            f'"{address.strip()}" is not the address of a pull request, '
            "such as https://github.com/owner/repository/pull/123"
        )
    return PullRequest(address=address.strip(), state=MergeState.NOT_LOOKED_UP)


def look_up(
    address: str, providers: tuple[Provider, ...], *, session: requests.Session
) -> PullRequest | Unusable:
    """
    The same, with its merge state.

    The address only picks owner, repository and number; the request goes to the configured
    provider and redirects are not followed, so that nobody can make the bot call anything else.

    Raises:
        ProviderAwayError: No answer, a server error or a rate limit.
    """
    found = _match(address, providers)
    if found is None:
        return read_address(address, providers)
    provider, project, number = found
    state = _state(provider, project, number, session)
    return PullRequest(address=address.strip(), state=state)


def _match(address: str, providers: tuple[Provider, ...]) -> tuple[Provider, str, str] | None:
    try:
        parts = urlsplit(address.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"}:
        return None
    for provider in providers:
        match = provider.path.fullmatch(parts.path)
        if host == provider.host and match and ".." not in match["project"].split("/"):
            return provider, match["project"], match["number"]
    return None


def _state(provider: Provider, project: str, number: str, session: requests.Session) -> MergeState | Unread:
    if not provider.token:
        return Unread(f"no {provider.name} token is configured for Stagegate")
    url, headers = provider.question(project, number)
    try:
        answer = session.get(url, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        body = answer.json() if answer.status_code == _OK else None
    except (requests.RequestException, ValueError) as error:
        raise ProviderAwayError(f"{provider.name} gave no answer: {type(error).__name__}") from None
    if answer.status_code == _NOT_FOUND:
        return MergeState.NOT_FOUND
    if answer.status_code in {301, 302, 307, 308}:
        return Unread(f"{provider.name} says the repository {project} has moved; paste its new address")
    if answer.status_code == 401:  # noqa: PLR2004 - an HTTP status is its own name
        return Unread(f"{provider.name} refuses the token configured for Stagegate")
    if not isinstance(body, dict):
        raise ProviderAwayError(f"{provider.name} answered {answer.status_code}")
    if body.get("merged") is True or body.get("state") == "merged":
        return MergeState.MERGED
    return MergeState.OPEN if body.get("state") in {"open", "opened"} else MergeState.CLOSED
