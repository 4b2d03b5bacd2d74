"""What the form asks in this process, told to the web processes, which know no process file."""

from app.bot import Bot
from app.intake import offer
from app.intake.offer import Offer
from app.messages.questions import CATEGORY, CONTACT_EMAIL, DESCRIPTION, QUESTIONS, SUMMARY
from rules.process.process import Process

#: Asked in every process: they become no datum of it.
_ALWAYS = frozenset({SUMMARY.key, CATEGORY.key, DESCRIPTION.key, CONTACT_EMAIL.key})


def publish(bot: Bot) -> None:
    """Tell what to ask from now on: in shadow mode nothing, since no ticket would be made."""
    with bot.engine.begin() as connection:
        offer.publish(connection, offer_of(bot.process))


def offer_of(process: Process) -> Offer | None:
    """What the form asks; None where reports are not taken."""
    intake = process.intake
    if intake is None or process.mode == "shadow":
        return None
    asks = intake.asks.by_key()
    asked = _ALWAYS | {key_of(key) for key in asks}
    return Offer(
        title=intake.title,
        asked=tuple(question.key for question in QUESTIONS if question.key in asked),
        optional=tuple(key_of(key) for key in intake.optional),
        categories=(*process.choices(asks["category"]), *intake.other_categories),
        severities=process.choices(asks["severity"]) if "severity" in asks else (),
        time_zone=process.calendar.time_zone,
    )


def key_of(key: str) -> str:
    """The key of a question, of how the process file spells it."""
    return key.replace(" ", "_")
