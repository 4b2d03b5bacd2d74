"""Keys by which others are known, as settings name them: `source:key` pairs with commas between them."""

import re

#: What a key may hold can stand in an address as well.
_PAIR = re.compile(r"([A-Za-z0-9_.-]+):([A-Za-z0-9_-]+)")

#: An API key that is shorter than this might be guessed.
SHORTEST_API_KEY = 20


def sources_by_key(pairs: str) -> dict[str, str]:
    """
    Read `a:KEY, b:KEY2` as `{KEY: a, KEY2: b}`.

    Raises:
        ValueError: It cannot be read, or says something twice.  The text does not repeat a key.
    """
    found: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in pairs.split(","))):
        match = _PAIR.fullmatch(pair)
        if match is None:
            raise ValueError("write source:key, of letters, digits, - and _, with commas between several")
        source, key = match.groups()
        if key in found or source in found.values():
            raise ValueError(f"the source {source} or its key is there twice")
        found[key] = source
    return found
