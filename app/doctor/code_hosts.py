"""Checks the tokens for GitHub and GitLab, where pull requests are looked up."""

from collections.abc import Iterator, Sequence

import requests

from app.doctor.check import Check, bad, good, warning
from app.pull_requests import Provider
from rules.process.process import Process

TIMEOUT_SECONDS = (3.05, 10.0)

_OK, _UNAUTHORISED = 200, 401

#: An address that every valid token may read, by provider.
#: Sources: https://docs.github.com/en/rest/rate-limit/rate-limit, https://docs.gitlab.com/api/users/
_PATHS = {"GitHub": "/rate_limit", "GitLab": "/api/v4/user"}


def needs_code_host(process: Process) -> bool:
    """Whether some stage requires a merged pull request."""
    return any(requirement.is_ == "merged" for stage in process.stages for requirement in stage.requires)


def check_code_hosts(
    process: Process, providers: Sequence[Provider], *, session: requests.Session
) -> Iterator[Check]:
    """Check that the set tokens are valid, and that one is set if the process needs it."""
    with_token = [provider for provider in providers if provider.token]
    for provider in with_token:
        yield _check(provider, session)
    if not with_token and needs_code_host(process):
        yield bad(
            "pull requests",
            "A stage requires a merged pull request, but neither GitHub's nor GitLab's token is set.",
            "Set STAGEGATE_GITHUB_TOKEN or STAGEGATE_GITLAB_TOKEN. Or let a person confirm the merge: in the "
            "process file, require a checkbox in place of the pull request, with is: yes.",
        )


def _check(provider: Provider, session: requests.Session) -> Check:
    variable = f"STAGEGATE_{provider.name.upper()}_TOKEN"
    _, headers = provider.question("any/project", "1")
    try:
        answer = session.get(
            provider.api_url + _PATHS[provider.name],
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return warning(
            provider.name,
            f"{provider.api_url} does not answer ({type(error).__name__}).",
            "Check that it is reachable from here. Moves that need it wait until then.",
        )
    if answer.status_code == _OK:
        return good(provider.name, "The token is accepted.")
    if answer.status_code == _UNAUTHORISED:
        fix = f"Create a new token that may read pull requests, and set {variable}."
        return bad(provider.name, "The token is rejected.", fix)
    return warning(provider.name, f"{provider.api_url} answered {answer.status_code}.", "Try again later.")
