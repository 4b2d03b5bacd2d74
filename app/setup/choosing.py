"""Choices that only a person can make: asked on a terminal, given by flags elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose: its id, and what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    A choice to be made.

    Attributes:
        about: What is the case, a sentence.
        flag: The flag that makes this choice, such as `--status "Verifying=..."`.
        options: What there is to choose from, the likeliest first.
        near: How many of the options, from the first on, come close.
        skip: What choosing none of them means; None where one has to be chosen.
    """

    about: str
    flag: str
    options: tuple[Option, ...]
    near: int = 0
    skip: str | None = None


class MissingChoiceError(Exception):
    """Nobody can be asked; the text names the flags that are needed, one line or more each."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self.questions = tuple(questions)
        lines = ["Choices are missing. Without a terminal they are made by flags:"]
        for question in self.questions:
            lines.append(f"  {question.flag}  {question.about}{_proposal(question)}")
            if question.skip:
                lines.append(f"    or leave the value empty: {question.skip}.")
        super().__init__("\n".join(lines))


class Chooser(Protocol):
    """Who chooses."""

    @property
    def is_there(self) -> bool:
        """Whether anybody can be asked; nobody is bothered with what has no near miss otherwise."""

    def choose(self, question: Question) -> str | None:
        """
        The value of an option, or None for the question's `skip`.

        Raises:
            MissingChoiceError: Nobody can be asked.
        """

    def confirm(self, about: str) -> bool:
        """Whether to go on."""

    def ask(self, about: str, *, flag: str, is_secret: bool = False) -> str:
        """
        A text.

        Raises:
            MissingChoiceError: Nobody can be asked.
        """


class Nobody:
    """Without a terminal: every choice has to be made by a flag, and what was asked for by one is done."""

    is_there = False

    def choose(self, question: Question) -> str | None:
        """Nobody is there to choose."""
        raise MissingChoiceError([question])

    def confirm(self, about: str) -> bool:
        """The command was given, so go on."""
        del about
        return True

    def ask(self, about: str, *, flag: str, is_secret: bool = False) -> str:
        """Nobody is there to ask."""
        del is_secret
        raise MissingChoiceError([Question(about=about, flag=flag, options=())])


def _proposal(question: Question) -> str:
    options = question.options[: question.near] or question.options
    names = ", ".join(f'"{option.label}"' for option in options)
    if not names:
        return ""
    return f" Is it {names}?" if question.near else f" There are: {names}."
