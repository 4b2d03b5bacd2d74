"""Why the Pull Request field cannot be used: what follows `Pull Request cannot be used:`."""

from collections.abc import Sequence

from rules.wording import listed, quoted


def no_address(text: str) -> str:
    """The field holds something else."""
    return f"{quoted(text)} is not the address of a pull request"


def unknown_host(host: str, known: Sequence[str]) -> str:
    """The bot cannot look at pull requests there; `known` are the hosts where it can."""
    if not known:
        return f"Stagegate is not set up for {host}"
    return f"Stagegate is not set up for {host}, only for {listed(known, 'and')}"


def too_many(number: int, most: int) -> str:
    """More than are looked up."""
    return f"it names {number} pull requests, and at most {most} are looked up"
