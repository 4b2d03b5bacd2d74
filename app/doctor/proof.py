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
        key_values.put(connection, _PROVED, {"at": at.isoformat(), "kinds": sorted(kinds)})


def keep_word(connection: Connection, kinds: Iterable[str], at: datetime) -> None:
    """Store that a person said that the Automations of these notices exist."""
    key_values.put(connection, _SAID, {"at": at.isoformat(), "kinds": sorted(kinds)})


def unsettled(connection: Connection, kinds: Iterable[str]) -> tuple[str, ...]:
    """The notices whose Automations were neither proved to work nor said to exist."""
    settled = {kind for name in (_PROVED, _SAID) for kind in _kinds(connection, name, kinds)}
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
        day, said = _at(connection, _PROVED), _at(connection, _SAID)
        untested = [kind for kind in kinds if kind not in _kinds(connection, _PROVED, kinds)]
        open_ones = unsettled(connection, kinds)
    if said is not None and untested and not open_ones:
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


def _at(connection: Connection, name: str) -> datetime | None:
    kept: Any = key_values.get(connection, name)
    moment = kept["at"] if isinstance(kept, dict) else kept
    return None if moment is None else datetime.fromisoformat(moment)


def _kinds(connection: Connection, name: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """Which notices it was about; earlier versions stored only the time, and tested all."""
    kept: Any = key_values.get(connection, name)
    if kept is None:
        return ()
    return tuple(kept["kinds"]) if isinstance(kept, dict) else tuple(kinds)
