"""What is known of the notices without trying them: when the canary last came back."""

from datetime import datetime, timedelta

from sqlalchemy import Engine

from app.doctor.canary import NAME
from app.doctor.check import Check, good, warning
from app.store import key_values

#: After so long the proof is old: Automations are edited, switched off, and run out of their month's share.
PROOF_AGE = timedelta(days=30)

_KEPT_AS = "canary"
_FIX = "`stagegate doctor --canary` tries it: with a ticket that it deletes again, and mails to itself."


def keep_proof(engine: Engine, at: datetime) -> None:
    """The canary came back."""
    with engine.begin() as connection:
        key_values.put(connection, _KEPT_AS, at.isoformat())


def proof(engine: Engine | None, now: datetime) -> Check:
    """
    Whether there is a proof that is not too old.

    The canary makes a ticket that people see, and sends e-mails: a check that may run at any time, from a
    timer too, must do neither, so it has to be asked for.
    """
    if engine is None:
        return warning(NAME, "Whether the Automation works was not tried.", _FIX)
    with engine.begin() as connection:
        kept_at = key_values.get(connection, _KEPT_AS)
    if kept_at is None:
        return warning(NAME, "Whether the Automation works was never tried.", _FIX)
    day = datetime.fromisoformat(kept_at)
    if now - day > PROOF_AGE:
        return warning(NAME, f"That the Automation works was last proved on {day:%Y-%m-%d}.", _FIX)
    return good(NAME, f"That the Automation works was proved on {day:%Y-%m-%d}.")
