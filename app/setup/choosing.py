"""Choices that only a person can make: asked on a terminal, otherwise given by flags."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.errors import ForPeopleError

WILL_MAKE = "I will create it in ClickUp"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: its id, and the label for people."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    A choice to make.

    Attributes:
        about: The problem, one sentence.
        flag: The flag that makes this choice, such as `--status "Verifying=..."`.
        options: The options, the likeliest first.
        near: How many of the first options have a similar name.
        skip: What choosing none of them means; None if a choice is required.
    """

    about: str
    flag: str
    options: tuple[Option, ...]
    near: int = 0
    skip: str | None = None


class MissingChoiceError(ForPeopleError):
    """No one can be asked; the text lists the required flags, each with one line or more."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        lines = ["Choices are missing. Without a terminal, use these flags:"]
        for question in self.questions:
            lines.append(f"  {question.flag}  {question.about}{_proposal(question)}")
            if question.skip:
                lines.append(f"    or leave the value empty: {question.skip}.")
        super().__init__("\n".join(lines))


class Chooser(Protocol):
    """The one who chooses: a terminal, or no one."""

    @property
    def is_there(self) -> bool:
        """Whether a person can be asked.  If not, only similar names lead to a question."""

    def choose(self, question: Question) -> str | None:
        """
        The value of an option, or None for the question's `skip`.

        Raises:
            MissingChoiceError: No one can be asked.
        """

    def confirm(self, about: str, *, default: bool = True) -> bool:
        """Whether to do something; `default` is what Enter means."""

    def ask(self, about: str, *, flag: str, is_secret: bool = False, default: str = "") -> str:
        """
        Ask for a text; `default` is what Enter means.

        Raises:
            MissingChoiceError: No one can be asked.
        """


class NoTerminal:
    """No terminal: flags make every choice, and are not confirmed."""

    is_there = False

    def choose(self, question: Question) -> str | None:
        """No one is there to choose."""
        raise MissingChoiceError([question])

    def confirm(self, about: str, *, default: bool = True) -> bool:
        """What the command line asked for, and nothing more."""
        del about
        return default

    def ask(self, about: str, *, flag: str, is_secret: bool = False, default: str = "") -> str:
        """No one is there to ask."""
        del is_secret, default
        raise MissingChoiceError([Question(about=about, flag=flag, options=())])


def _proposal(question: Question) -> str:
    options = question.options[: question.near] or question.options
    names = ", ".join(f'"{option.label}"' for option in options)
    if not names:
        return ""
    return f" Is it {names}?" if question.near else f" There are: {names}."
