"""The reasons why a value of a ticket cannot be read or used.  They follow `Severity could not be read:`."""


def no_field(name: str) -> str:
    """The ticket does not show the field: it is gone or hidden, and ClickUp does not tell which."""
    return f'this list no longer has a field named "{name}" in ClickUp, or Stagegate may not see it'


def other_type(name: str, *, found: str, expected: str) -> str:
    """The field has another type than the process file says."""
    return f'the field "{name}" has the type {found} in ClickUp, but the process file expects {expected}'


def not_understood(name: str) -> str:
    """The field holds a value that this program does not know."""
    return f'the field "{name}" holds a value that Stagegate does not understand'


def unreadable(name: str, reason: str) -> str:
    """ClickUp sent a value that cannot be read; `reason` follows the field's name."""
    return f'the field "{name}" {reason}'


def option_gone() -> str:
    """The field holds an option that was deleted."""
    return "the option that was chosen no longer exists in ClickUp"


def company_hidden(company: str) -> str:
    """The bot has no access to the linked company."""
    return f'Stagegate is not allowed to see the linked company "{company}" in ClickUp'


def company_unreadable(company: str) -> str:
    """ClickUp sends the linked company in a way that cannot be read."""
    return f'the data of the linked company "{company}" cannot be read'


def company_without(company: str, field: str) -> str:
    """The linked company has nothing in that field."""
    return f'the linked company "{company}" has no "{field}"'


def company_gone(company: str) -> str:
    """The linked company was deleted."""
    return f'the linked company "{company}" no longer exists in ClickUp'


def no_company_field(name: str) -> str:
    """The list of companies does not have the field."""
    return f'the list of companies no longer has a field named "{name}" in ClickUp'


def unreadable_company_field(name: str, *, company: str, reason: str) -> str:
    """The company's field cannot be read; `reason` follows its name."""
    return f'the field "{name}" of the company "{company}" {reason}'


def company_field_not_text(name: str, found: str) -> str:
    """The companies' field holds something other than text."""
    return f'the field "{name}" of the companies has the type {found}, which is not text'
