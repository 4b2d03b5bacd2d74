"""How a person fills in a datum: sentences that name the place in ClickUp."""

from typing import Final

from rules.process.datum import DueDateDatum, FieldDatum, FieldType, RelatedDatum
from rules.process.process import Process
from rules.wording import listed

#: By type of the field; ``{field}`` is its name in ClickUp, ``{choices}`` the choices.
_BY_TYPE: Final[dict[FieldType, str]] = {
    "text": 'Fill in the "{field}" field.',
    "url": 'Put an address that starts with http:// or https:// into the "{field}" field.',
    "number": 'Enter a number in the "{field}" field.',
    "drop_down": 'Choose one in the "{field}" field{choices}.',
    "labels": 'Choose at least one in the "{field}" field{choices}.',
    "checkbox": 'Tick the "{field}" field for yes. For no, tick it and untick it again.',
    "yes_no": (
        'Answer yes or no in the "{field}" field. If it is a checkbox, tick it for yes, '
        "or tick it and untick it again for no."
    ),
    "date": 'Choose a day in the "{field}" field.',
    "people": 'Add at least one person in the "{field}" field.',
    "relationship": 'Link at least one task in the "{field}" field.',
    "pull_request": (
        'Put the pull request\'s address into the "{field}" field, '
        "such as https://github.com/owner/repository/pull/123."
    ),
}

#: Where only a merged pull request counts, or a person saying that there is one.
_ONCE_MERGED: Final[dict[FieldType, str]] = {
    "checkbox": 'Tick the "{field}" field once the pull request is merged.',
    "yes_no": 'Tick the "{field}" field, or choose Yes in it, once the pull request is merged.',
}


def how_to_fill(process: Process, name: str, *, merged: bool = False) -> str:
    """
    What to do in ClickUp so that the datum called ``name`` has a value that counts.

    ``merged``: only a merged pull request counts, or a checkbox that says that there is one.
    """
    choices = listed(process.choices(name), "or")
    match process.data[name]:
        case FieldDatum(field=field, type=kind):
            sentence = _ONCE_MERGED.get(kind, _BY_TYPE[kind]) if merged else _BY_TYPE[kind]
            return sentence.format(field=field, choices=f": {choices}" if choices else "")
        case RelatedDatum(field=field, then=then):
            which = f" ({choices})" if choices else ""
            return f'In the "{field}" field, link a {field} whose "{then}" is filled in{which}.'
        case DueDateDatum(mirror=None):
            return "Set the ticket's Due Date."
        case DueDateDatum(mirror=mirror):
            return f'Set the ticket\'s Due Date or the "{mirror}" field. The other one follows.'
    return "Set the ticket's priority: Urgent, High, Normal or Low."
