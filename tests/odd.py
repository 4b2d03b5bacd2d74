"""Answers of ClickUp that are not as documented: each value of one missing, empty or of another type."""

from copy import deepcopy

_GONE = object()
#: What may stand in the place of a value, by name.
ODD_VALUES = {
    "missing": _GONE,
    "null": None,
    "a number": 5,
    "a fraction": 1.5,
    "a text": "odd",
    "an empty text": "",
    "true": True,
    "an empty list": [],
    "a list of null": [None],
    "an empty object": {},
    "an object": {"odd": 1},
}
#: What may stand in the place of a whole answer, by name.
ODD_ANSWERS = {
    "null": None,
    "a list": [1],
    "a text": "odd",
    "a number": 5,
    "an empty object": {},
    "an error": {"err": "Oops", "ECODE": "APP_001"},
}


def oddities(record, *, deep=2):
    """Yield what is odd, as a sentence, and the record with it: each value of it and of what is in it."""
    for path in _paths(record, deep):
        for name, value in ODD_VALUES.items():
            odd = deepcopy(record)
            *way, last = path
            place = odd
            for step in way:
                place = place[step]
            if value is _GONE:
                del place[last]
            else:
                place[last] = deepcopy(value)
            yield f"{'.'.join(map(str, path))} is {name}", odd


def _paths(record, deep):
    steps = record.items() if isinstance(record, dict) else enumerate(record[:1])
    for step, value in steps:
        yield (step,)
        if deep > 1 and isinstance(value, dict | list):
            yield from ((step, *rest) for rest in _paths(value, deep - 1))
