"""API keys of sources, as settings hold them: comma-separated `source:key` pairs."""

import re

#: A key has only characters that may also appear in an address.
_PAIR = re.compile(r"([A-Za-z0-9_.-]+):([A-Za-z0-9_-]+)")

#: A shorter API key could be guessed.
SHORTEST_API_KEY = 20


def sources_by_key(pairs: str) -> dict[str, str]:
    """
    Read `a:KEY, b:KEY2` as `{KEY: a, KEY2: b}`.

    Raises:
        ValueError: The pairs cannot be read, or one appears twice.  The text does not contain a key.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in pairs.split(","))):
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise ValueError("write comma-separated source:key pairs of letters, digits, - and _")
        source, key = match.groups()
        if key in found or source in found.values():
            raise ValueError(f"the source {source} or its key appears twice")
        found[key] = source
    return found
