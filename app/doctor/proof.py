"""How it is known that the Automations of client notices work: by a test, or by a person's word."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from app.doctor.canary import NAME
from app.doctor.check import Check, good, warning
from app.store import key_values
from rules.wording import listed

#: After this time the proof is old: Automations are edited, switched off, or reach their monthly limit.
PROOF_AGE = timedelta(days=30)

_PROVED, _SAID = "canary", "automations"
_FIX = "`stagegate doctor --canary` tests it with a temporary ticket and e-mails to the bot's own address."


def keep_proof(engine: Engine, kinds: Iterable[str], at: datetime) -> None:
    """Store when the canary succeeded, and for which notices."""
    with engine.begin() as connection:
        _keep(connection, _PROVED, kinds, at)


def keep_word(connection: Connection, kinds: Iterable[str], at: datetime) -> None:
    """Store that a person said that the Automations of these notices exist."""
    _keep(connection, _SAID, kinds, at)


def unsettled(connection: Connection, kinds: Iterable[str]) -> tuple[str, ...]:
    """The notices whose Automations were neither proved to work nor said to exist."""
    settled = {kind for name in (_PROVED, _SAID) for kind in _kept(connection, name, kinds)[1]}
    return tuple(kind for kind in kinds if kind not in settled)


def proof(engine: Engine | None, kinds: tuple[str, ...], now: datetime) -> Check:
    """
    Check that there is a proof that is not too old, for all these notices.

    The canary creates a ticket that people see, and sends e-mails.  A check that may run at any time, also
    from a timer, must do neither, so people ask for the canary with a flag.
    """
    if engine is None:
        return warning(NAME, "The Automations were not tested.", _FIX)
    with engine.begin() as connection:
        day, tested = _kept(connection, _PROVED, kinds)
        said, believed = _kept(connection, _SAID, kinds)
    untested = [kind for kind in kinds if kind not in tested]
    if said is not None and untested and set(untested) <= set(believed):
        return good(
            NAME, f"Someone said on {said:%Y-%m-%d} that the Automations exist; they were not tested."
        )
    if day is None:
        return warning(NAME, "The Automations were never tested.", _FIX)
    if untested:
        return warning(NAME, f"The Automations of {listed(untested, 'and')} were never tested.", _FIX)
    if now - day > PROOF_AGE:
        return warning(NAME, f"The Automations last passed a test on {day:%Y-%m-%d}.", _FIX)
    return good(NAME, f"The Automations passed a test on {day:%Y-%m-%d}.")


def _keep(connection: Connection, name: str, kinds: Iterable[str], at: datetime) -> None:
    key_values.put(connection, name, {"at": at.isoformat(), "kinds": sorted(kinds)})


def _kept(connection: Connection, name: str, kinds: Iterable[str]) -> tuple[datetime | None, tuple[str, ...]]:
    """When, and for which notices; earlier versions stored only the time, and tested all of `kinds`."""
    kept: Any = key_values.get(connection, name)
    match kept:
        case None:
            return None, ()
        case {"at": at, "kinds": about}:
            return datetime.fromisoformat(at), tuple(about)
    return datetime.fromisoformat(kept), tuple(kinds)
