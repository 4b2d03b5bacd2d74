"""Looks up pull requests at GitHub and merge requests at GitLab."""

import re
from collections.abc import Hashable, Iterable
from functools import partial
from http import HTTPStatus
from urllib.parse import urljoin

import requests

from app.pull_requests.addresses import find
from app.pull_requests.code_host import Provider
from app.pull_requests.few_places import PLACES, NoPlaceError
from app.pull_requests.late_answers import NoAnswerYetError
from clickup_client.whole_answer import within
from rules.ticket import MergeState, Unread

#: Seconds to connect and seconds between bytes.  The job tries again later, so no long waits here.
TIMEOUT_SECONDS = (3.05, 10.0)
#: Seconds for a whole answer, however steadily its bytes come.
ANSWER_SECONDS = 12.0

#: A renamed repository is redirected once, one that also moved twice.
MOST_REDIRECTS = 3

#: GitHub calls a pull request open or closed; GitLab a merge request opened, locked (while it is being
#: merged), closed or merged.
_STATES = {
    "open": MergeState.OPEN,
    "opened": MergeState.OPEN,
    "locked": MergeState.OPEN,
    "closed": MergeState.CLOSED,
    "merged": MergeState.MERGED,
}

#: What GitHub and GitLab answer for a repository that was renamed or moved.
#: Source: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
_REDIRECTS = frozenset(
    {
        HTTPStatus.MOVED_PERMANENTLY,
        HTTPStatus.FOUND,
        HTTPStatus.TEMPORARY_REDIRECT,
        HTTPStatus.PERMANENT_REDIRECT,
    }
)

#: What the body of a refused request says when only the rate limit is the reason.
_RATE_LIMIT = re.compile(r"rate limit|abuse detection", re.IGNORECASE)

#: Client errors that are temporary.
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})


class ProviderAwayError(Exception):
    """
    GitHub or GitLab gave no usable answer, or was not asked: ask again later, decide nothing until then.

    Attributes:
        host: Which of them.
        wish_seconds: How long it asked to be left alone.
    """

    def __init__(self, reason: str, *, host: str = "", wish_seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.host = host
        self.wish_seconds = wish_seconds


def places_beside(concurrency: int) -> int:
    """The places for one code host in a worker of so many threads: most of them stay free for other work."""
    return max(1, min(PLACES, concurrency // 2))


def seconds_until_free(providers: tuple[Provider, ...], names: Iterable[str]) -> float:
    """When it is worth asking all of the providers with these names; 0 for now."""
    wanted = frozenset(names)
    return max((each.places.seconds_until_free() for each in providers if each.name in wanted), default=0.0)


def look_up(
    address: str, providers: tuple[Provider, ...], *, session: requests.Session, asked_for: Hashable
) -> MergeState | Unread:
    """
    Look up whether the pull request at an address is merged.

    `asked_for` is what it is needed for: an answer that comes late is there when it is asked for that again.

    The address only picks project and number; the request goes to the configured provider, and redirects are
    followed only within its API, so that no one can make the bot call anything else.

    Raises:
        ProviderAwayError: No answer yet, a server error or a rate limit; or one of these a moment ago.
    """
    found = find(address, providers)
    return MergeState.NOT_FOUND if found is None else _state(*found, session, asked_for)


def _state(
    provider: Provider, project: str, number: str, session: requests.Session, asked_for: Hashable
) -> MergeState | Unread:
    if not provider.token:
        return Unread(f"no {provider.name} token is configured for Stagegate")
    question = partial(_asked_in_its_place, provider, project, number, session)
    try:
        return provider.answers.ask((project, number, asked_for), question)
    except (NoPlaceError, NoAnswerYetError):
        raise ProviderAwayError(f"{provider.name} does not answer now", host=provider.name) from None


def _asked_in_its_place(
    provider: Provider, project: str, number: str, session: requests.Session
) -> MergeState | Unread:
    with provider.places.taken():
        try:
            state = _asked(provider, project, number, session)
        except ProviderAwayError as error:
            provider.places.failed(wish_seconds=error.wish_seconds)
            raise
        provider.places.answered()
        return state


def _asked(provider: Provider, project: str, number: str, session: requests.Session) -> MergeState | Unread:
    url, headers = provider.question(project, number)

    def sign_in(request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the token; without this, requests would put an entry of `.netrc` in its place."""
        request.headers.update(headers)
        return request

    for _ in range(1 + MOST_REDIRECTS):
        try:
            with within(ANSWER_SECONDS):
                answer = session.get(url, auth=sign_in, timeout=TIMEOUT_SECONDS, allow_redirects=False)
        except requests.RequestException as error:
            reason = f"{provider.name} did not answer: {type(error).__name__}"
            raise ProviderAwayError(reason, host=provider.name) from None
        if answer.status_code == HTTPStatus.OK:
            return _merge_state(provider, answer)
        if answer.status_code not in _REDIRECTS:
            return _reason(provider, project, answer)
        url = urljoin(url, answer.headers.get("location", ""))
        if not provider.is_own_api(url):
            break
    return MergeState.MOVED


def _merge_state(provider: Provider, answer: requests.Response) -> MergeState:
    try:
        body = answer.json()
    except ValueError:
        body = None
    state = _STATES.get(str(body.get("state"))) if isinstance(body, dict) else None
    if state is None:
        reason = f"{provider.name} gave an answer that is not about a pull request"
        raise ProviderAwayError(reason, host=provider.name)
    return MergeState.MERGED if body.get("merged") is True else state


def _reason(provider: Provider, project: str, answer: requests.Response) -> MergeState | Unread:
    """The meaning of an answer that is not a pull request.  It is retried only if that may help."""
    name, status = provider.name, answer.status_code
    if status == HTTPStatus.NOT_FOUND:
        return MergeState.NOT_FOUND
    if status == HTTPStatus.UNAUTHORIZED:
        return Unread(f"{name} refuses the token configured for Stagegate")
    if status == HTTPStatus.FORBIDDEN and not _is_rate_limit(answer):
        return Unread(f"{name} does not let the token configured for Stagegate read {project}")
    if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR or _is_rate_limit(answer):
        raise ProviderAwayError(f"{name} answered {status}", host=name, wish_seconds=_wish_seconds(answer))
    return Unread(f"{name} answered {status}")


def _is_rate_limit(answer: requests.Response) -> bool:
    """
    GitHub answers 403 where others answer 429, and says why in headers or only in the body.

    Source: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    if answer.status_code != HTTPStatus.FORBIDDEN:
        return False
    exhausted = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
    return exhausted or _RATE_LIMIT.search(answer.text) is not None


def _wish_seconds(answer: requests.Response) -> float:
    """How long the code host asks to be left alone."""
    asked = answer.headers.get("retry-after", "")
    return float(asked) if asked.isascii() and asked.isdigit() else 0.0
