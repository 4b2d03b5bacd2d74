"""Tells which settings must be stored, and writes them into `.env` with consent."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.setup.choosing import Chooser
from app.setup.env_file import write
from app.setup.wishes import Wishes

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A variable that is not set: its value if it is known, and what is shown for it; secrets are hidden."""

    variable: str
    value: str | None
    shown: str
    is_secret: bool = False


def tell_settings(lacking: Iterable[Lacking], wishes: Wishes, chooser: Chooser, say: Say) -> None:
    """
    Write the variables into `.env` if someone agrees; name those that are left.

    Raises:
        SetupError: The file cannot be written.
    """
    found = [_asked(each, chooser) if wishes.asks_first else each for each in lacking]
    known = {each.variable: each.value for each in found if each.value}
    if known and chooser.is_there and wishes.asks_first and not wishes.only_show:
        names = ", ".join(known)
        if chooser.confirm(f"Write {names} to {wishes.env_file}, which only you can read?"):
            write(wishes.env_file, known)
            say(f"✓ Wrote {wishes.env_file}.")
            found = [each for each in found if each.variable not in known]
    if found:
        say("Set these in the environment or in a file .env in the working directory:")
        for each in found:
            say(f"  {each.variable}={each.shown}")


def _asked(each: Lacking, chooser: Chooser) -> Lacking:
    """Ask for a secret that is not known; without an answer it stays so."""
    if each.value is not None or not each.is_secret or not chooser.is_there:
        return each
    answer = chooser.ask(f"{each.variable} {each.shown}; Enter to skip:", flag="", is_secret=True)
    return replace(each, value=answer or None)
