"""When the client notices were last proved to work, read without testing them again."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from app.doctor.canary import NAME
from app.doctor.check import Check, good, warning
from app.store import key_values

#: After this time the proof is old: Automations are edited, switched off, or reach their monthly limit.
PROOF_AGE = timedelta(days=30)

_KEPT_AS = "canary"
_FIX = "`stagegate doctor --canary` tests it with a temporary ticket and e-mails to the bot's own address."


def keep_proof(engine: Engine, at: datetime) -> None:
    """Store when the canary succeeded."""
    with engine.begin() as connection:
        key_values.put(connection, _KEPT_AS, at.isoformat())


def proof(engine: Engine | None, now: datetime) -> Check:
    """
    Check that there is a proof that is not too old.

    The canary creates a ticket that people see, and sends e-mails.  A check that may run at any time, also
    from a timer, must do neither, so people ask for the canary with a flag.
    """
    if engine is None:
        return warning(NAME, "The Automations were not tested.", _FIX)
    with engine.begin() as connection:
        kept_at = key_values.get(connection, _KEPT_AS)
    if kept_at is None:
        return warning(NAME, "The Automations were never tested.", _FIX)
    day = datetime.fromisoformat(kept_at)
    if now - day > PROOF_AGE:
        return warning(NAME, f"The Automations last passed a test on {day:%Y-%m-%d}.", _FIX)
    return good(NAME, f"The Automations passed a test on {day:%Y-%m-%d}.")
