"""GitHub and GitLab: where their pull requests are, and how they are asked about one."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

from app.pull_requests.few_places import PLACES, FewPlaces
from app.pull_requests.late_answers import LateAnswers
from rules.ticket import MergeState, Unread

_GITHUB_PATH = re.compile(r"/(?P<project>[\w.-]+/[\w.-]+)/pull/(?P<number>\d{1,9})(?:/.*)?", re.ASCII)
#: Older addresses of GitLab are without `/-`.
_GITLAB_PATH = re.compile(
    r"/(?P<project>[\w.-]+(?:/[\w.-]+)+?)(?:/-)?/merge_requests/(?P<number>\d{1,9})(?:/.*)?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    A place that hosts pull requests.

    `host` is the host in the addresses that people paste, and `base` how their paths begin; `api_url` is the
    address of the API.  Without a `token` no request is made.  `places` are those for requests,
    `answers` what was asked and not fetched.
    """

    name: str
    host: str
    api_url: str
    token: str | None = field(repr=False)
    path: re.Pattern[str]
    base: str = ""
    places: FewPlaces = field(default_factory=FewPlaces, repr=False, compare=False)
    answers: LateAnswers[MergeState | Unread] = field(default_factory=LateAnswers, repr=False, compare=False)

    def match(self, path: str) -> re.Match[str] | None:
        """The project and the number in the path of an address of this host; None if it has none."""
        under = path.removeprefix(self.base) if path.startswith(f"{self.base}/") else path
        match = self.path.fullmatch(under)
        return match if match and {".", "..", "-"}.isdisjoint(match["project"].split("/")) else None

    def is_own_api(self, url: str) -> bool:
        """Whether an address belongs to the API that is asked, so that it may get the token."""
        here, there = urlsplit(self._root), urlsplit(url)
        is_same_host = (there.scheme, there.netloc) == (here.scheme, here.netloc)
        return is_same_host and there.path.startswith(f"{here.path}/")

    @property
    def _root(self) -> str:
        return self.api_url if self.name == "GitHub" else f"{self.api_url}/api/v4"

    def question(self, project: str, number: str) -> tuple[str, dict[str, str]]:
        """The address of the request, and its headers."""
        if self.name == "GitHub":
            return (
                f"{self._root}/repos/{quote(project)}/pulls/{number}",
                {"Authorization": f"Bearer {self.token}", "Accept": "application/vnd.github+json"},
            )
        return (
            f"{self._root}/projects/{quote(project, safe='')}/merge_requests/{number}",
            {"PRIVATE-TOKEN": self.token or ""},
        )


def github(*, api_url: str, token: str | None, host: str | None = None, places: int = PLACES) -> Provider:
    """Source: https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request ."""
    return Provider(
        name="GitHub",
        host=host or _github_host(api_url),
        api_url=api_url.rstrip("/"),
        token=token,
        path=_GITHUB_PATH,
        places=FewPlaces(places),
    )


def gitlab(*, api_url: str, token: str | None, host: str | None = None, places: int = PLACES) -> Provider:
    """
    A GitLab, which may be under a path of its host.

    Sources: https://docs.gitlab.com/api/merge_requests/#get-single-mr ,
    https://docs.gitlab.com/install/relative_url/
    """
    parts = urlsplit(api_url)
    return Provider(
        name="GitLab",
        host=host or parts.hostname or "gitlab.com",
        base="" if host else parts.path.rstrip("/"),
        api_url=api_url.rstrip("/"),
        token=token,
        path=_GITLAB_PATH,
        places=FewPlaces(places),
    )


def _github_host(api_url: str) -> str:
    """
    The host of the pull requests that belong to an API.

    An Enterprise Server's API is at `HOST/api/v3`, that of a company's own ghe.com at `api.COMPANY.ghe.com`.
    Source: https://docs.github.com/en/enterprise-server@latest/rest/using-the-rest-api/getting-started-with-the-rest-api
    """
    parts = urlsplit(api_url)
    host = parts.hostname or ""
    if parts.path.rstrip("/").endswith("/api/v3"):
        return host
    return host.removeprefix("api.") if host.endswith(".ghe.com") else "github.com"
