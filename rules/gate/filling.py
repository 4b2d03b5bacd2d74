"""How a person fills in a datum: sentences that name the place in ClickUp."""

from typing import Final

from rules.process.datum import DueDateDatum, FieldDatum, FieldType, RelatedDatum
from rules.process.process import Process
from rules.process.stage import Is
from rules.ticket import YesNoField
from rules.wording import listed

#: By type of the field; ``{field}`` is its name in ClickUp, ``{choices}`` and ``{length}`` what counts in it.
_BY_TYPE: Final[dict[FieldType, str]] = {
    "text": 'Fill in the "{field}" field{length}.',
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

#: For a yes or a no, where the field in ClickUp is known.
_ANSWER: Final[dict[YesNoField, str]] = {
    "checkbox": _BY_TYPE["checkbox"],
    "drop_down": 'Choose Yes or No in the "{field}" field.',
}

#: Where only a yes counts.
_ONLY_YES: Final[dict[YesNoField | None, str]] = {
    "checkbox": 'Tick the "{field}" field.',
    "drop_down": 'Choose Yes in the "{field}" field.',
    None: 'Tick the "{field}" field, or choose Yes in it.',
}


def how_to_fill(process: Process, name: str, *, is_: Is = "filled", shown: YesNoField | None = None) -> str:
    """
    What to do in ClickUp so that the datum called ``name`` has a value that counts.

    ``shown``: which field ClickUp has for a datum of the type ``yes_no``, if that is known.
    """
    choices = listed(process.choices(name), "or")
    match process.data[name]:
        case FieldDatum(field=field, type=kind, at_least=least):
            length = f" with at least {least} characters" if least > 1 else ""
            sentence = _sentence(kind, is_, shown)
            return sentence.format(field=field, choices=f": {choices}" if choices else "", length=length)
        case RelatedDatum(field=field, then=then):
            which = f" ({choices})" if choices else ""
            return f'In the "{field}" field, link a {field} whose "{then}" is filled in{which}.'
        case DueDateDatum(mirror=None):
            return "Set the ticket's Due Date."
        case DueDateDatum(mirror=mirror):
            return f'Set the ticket\'s Due Date or the "{mirror}" field. The other one follows.'
    return "Set the ticket's priority: Urgent, High, Normal or Low."


def _sentence(kind: FieldType, is_: Is, shown: YesNoField | None) -> str:
    if is_ == "yes":
        return _ONLY_YES["checkbox" if kind == "checkbox" else shown]
    if kind == "yes_no" and shown is not None:
        return _ANSWER[shown]
    return _BY_TYPE[kind]
