"""Finds the addresses of pull requests in what people write into the Pull Request field.  Asks no one."""

import re
from urllib.parse import SplitResult, urlsplit

from app.pull_requests import words
from app.pull_requests.code_host import Provider
from rules.ticket import MergeState, PullRequest, Unusable
from rules.wording import one_line

#: So many are looked up; a ticket has one or a few.
MOST = 10

#: An address in a text, maybe in brackets or quotation marks.  What ends a sentence does not belong to it.
_ADDRESS = re.compile(r"(?<![^\s(<\[\"'`,;])https?://[^\s<>\"'`\])]*[^\s<>\"'`\]).,;:!?]", re.IGNORECASE)

#: How pull requests are called in the addresses of other code hosts as well.
_LIKE_ONE = re.compile(r"/(?:pull|pulls|pull-?requests?|merge_requests)/\d+")


def read_addresses(text: str, providers: tuple[Provider, ...]) -> tuple[PullRequest, ...] | Unusable:
    """
    The pull requests that a text names, each once; or why none, or not all of them, can be looked up.

    Other links beside them do not matter, but one to a pull request of an unknown code host does.
    """
    addresses = list(dict.fromkeys(_ADDRESS.findall(one_line(text))))
    found = [address for address in addresses if find(address, providers) is not None]
    strange = [address for address in addresses if address not in found]
    for address in [each for each in strange if not found or _LIKE_ONE.search(each)]:
        host = _host(_split(address))
        if host and host not in {each.host for each in providers}:
            return Unusable(words.unknown_host(host, _set_up(providers)))
    if not found:
        return Unusable(words.no_address(strange[0] if strange else text))
    if len(found) > MOST:
        return Unusable(words.too_many(len(found), MOST))
    return tuple(PullRequest(address=address, state=MergeState.NOT_LOOKED_UP) for address in found)


def find(address: str, providers: tuple[Provider, ...]) -> tuple[Provider, str, str] | None:
    """The code host, the project and the number that an address names; None if it names no pull request."""
    parts = _split(address)
    host = _host(parts)
    if parts is None or not host:
        return None
    for provider in providers:
        match = provider.match(parts.path)
        if host == provider.host and match:
            return provider, match["project"], match["number"]
    return None


def _host(parts: SplitResult | None) -> str:
    """The host of an address; empty for one that only looks like one of that host."""
    if parts is None or parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return ""
    return (parts.hostname or "").removeprefix("www.")


def _split(address: str) -> SplitResult | None:
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        return None  # urlsplit would silently join the lines of a text to one address
    try:
        return urlsplit(address)
    except ValueError:
        return None


def _set_up(providers: tuple[Provider, ...]) -> list[str]:
    """The code hosts that can be asked; where no token is set, those that could be."""
    return [each.host for each in providers if each.token] or [each.host for each in providers]
