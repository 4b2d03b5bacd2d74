"""What clients are asked when they report a problem: the section ``intake`` of a process file."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from rules.process.datum import Datum, FieldDatum, RelatedDatum, choices_of
from rules.process.part import Name, Part, one_of
from rules.wording import choose, quoted

#: What may be left unanswered. Without a category no one knows where a report belongs, and without a summary
#: it has no name.
MayBeLeftOut = Literal[
    "company", "description", "target url", "steps", "severity", "target date", "contact email"
]

#: Types of datum that can hold the answer to a question. A company comes from a relationship.
_FITTING: Final = {
    "category": ("drop_down",),
    "target url": ("url", "text"),
    "steps": ("text",),
    "severity": ("drop_down",),
    "target date": ("date",),
}


class Questions(Part):
    """
    The datum that the answer to each question becomes. What is not named here is not asked.

    Summary, description, contact email and files are always asked: they become the ticket's name, its
    description, the address for client notices, and attachments.

    Attributes:
        category: A drop-down with choices.
        company: A datum that follows the relationship to the client's company.
        target_url: The page where it happens.
        steps: How to make it happen again.
        severity: A drop-down with choices.
        target_date: The day the client needs it by.
    """

    category: Name
    company: Name | None = None
    target_url: Name | None = Field(default=None, alias="target url")
    steps: Name | None = None
    severity: Name | None = None
    target_date: Name | None = Field(default=None, alias="target date")

    def by_key(self) -> dict[str, str]:
        """The names of the data by the file's own keys, without questions that are not asked."""
        named = self.model_dump(by_alias=True)
        return {key: name for key, name in named.items() if name is not None}


class IntakeSettings(Part):
    """
    The form for clients, and what other programs may send instead.

    Attributes:
        title: What the form is called.
        asks: The questions, each with the datum that its answer becomes.
        optional: Questions that may stay unanswered.
        other_categories: Further categories to choose from. Such a report is not for this process: it becomes
            a first-level ticket.
    """

    title: Name = "Report a problem"
    asks: Questions
    optional: tuple[Annotated[MayBeLeftOut, one_of(MayBeLeftOut)], ...] = ()
    other_categories: tuple[Name, ...] = Field(default=(), alias="other categories")


def intake_faults(
    intake: IntakeSettings | None,
    *,
    data: Mapping[str, Datum],
    categories: tuple[str, ...],
    has_first_level: bool,
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Everything in the section that does not fit the rest of the file: where, and what is wrong there."""
    if intake is None:
        return
    asked = intake.asks.by_key()
    for key, name in asked.items():
        datum = data.get(name)
        if datum is None:
            yield ("intake", "asks", key), f"unknown datum {quoted(name)}; {choose(name, data)}"
        elif what := _misfit(key, name, datum, categories):
            yield ("intake", "asks", key), what
    if intake.other_categories and not has_first_level:
        what = "these go to the first level, but lists has no first level: ..."
        yield ("intake", "other categories"), what
    known = {category.casefold() for category in categories}
    for at, category in enumerate(intake.other_categories):
        if category.casefold() in known:
            what = f"{quoted(category)} is already listed; list every category once"
            yield ("intake", "other categories", at), what
        known.add(category.casefold())


def _misfit(key: str, name: str, datum: Datum, categories: tuple[str, ...]) -> str | None:
    """Why a datum cannot hold the answer to a question; None when it can."""
    if key == "company":
        if isinstance(datum, RelatedDatum):
            return None
        return f"{quoted(name)} does not lead to a company; choose a datum that follows a relationship"
    fitting = _FITTING[key]
    if not isinstance(datum, FieldDatum) or datum.type not in fitting:
        return f"{quoted(name)} cannot hold a {key}; choose a datum of type: {', '.join(fitting)}"
    if datum.type == "drop_down" and not choices_of(datum, categories):
        return f"{quoted(name)} has no choices to offer; name them in data"
    return None
