"""Addresses, as settings hold them: of services, and of the database with its password."""

import re
from typing import Annotated
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

#: In `postgresql://user:HERE@host/name` and in `...?password=HERE`.
_PASSWORD = re.compile(r"//[^:@/]*:([^@/]+)@|[?&]password=([^&]+)")


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        raise ValueError("this is not an http:// or https:// address")
    return value.rstrip("/")


#: Without a slash at the end.
HttpAddress = Annotated[str, AfterValidator(_http_address)]


def passwords_in(address: str) -> tuple[str, ...]:
    """The passwords in a database's address, as they stand there and as they are meant."""
    found = [each for groups in _PASSWORD.findall(address) for each in groups]
    return (*found, *map(unquote, found))
