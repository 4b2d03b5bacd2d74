"""What the form and the API share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from structlog import get_logger

from app.intake import offer as intake_offer
from app.intake.offer import Offer
from app.web.form.check import Checked, check
from app.web.form.guard import Access, Limit, Places, caller, minutes_to_wait
from app.web.form.keeping import KeptReport, keep
from app.web.form.reading import Sent
from app.web.form.tokens import Tokens, secret_of

log = get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Accepts reports.  `secure`: people reach us over HTTPS only."""

    engine: Engine
    access: Access
    places: Places
    now: Callable[[], datetime]
    secure: bool

    def offer(self) -> Offer | None:
        """The questions; None until a worker has published them."""
        with self.engine.connect() as connection:
            return intake_offer.published(connection)

    def tokens(self) -> Tokens:
        """The tokens that show that a form is ours."""
        return Tokens(secret_of(self.engine))

    def has_to_wait(self, limits: Mapping[str, Limit]) -> int | None:
        """Count this attempt under each name; returns the minutes the sender has to wait, if any."""
        return minutes_to_wait(self.engine, limits)

    def caller(self, what: str, address: str | None) -> str:
        """The name under which attempts from an address are counted."""
        return f"{what}:{caller(address, secret_of(self.engine))}"

    def check(self, sent: Sent, offer: Offer) -> Checked:
        """Check a report."""
        return check(sent.fields, sent.files, offer, today=self.today(offer))

    def today(self, offer: Offer) -> date:
        """Today's date in the process's time zone."""
        return self.now().astimezone(ZoneInfo(offer.time_zone)).date()

    def keep(self, sent: Sent, checked: Checked, *, source: str, key: str) -> KeptReport:
        """Store a report that passed the check."""
        with self.engine.begin() as connection:
            kept = keep(connection, source=source, key=key, answers=checked.answers, files=sent.files)
        log.info(
            "report kept" if kept.outcome == "kept" else "report known",
            reference=kept.reference,
            source=source,
            files=len(sent.files),
        )
        return kept
