"""Publishes the form's questions for the web processes, which load no process file."""

from app.bot import Bot
from app.intake import offer
from app.intake.offer import Offer
from app.messages.client.questions import CATEGORY, CONTACT_EMAIL, DESCRIPTION, QUESTIONS, SUMMARY
from rules.process.process import Process

#: Questions of every process: their answers are not data of the process.
_ALWAYS = frozenset({SUMMARY.key, CATEGORY.key, DESCRIPTION.key, CONTACT_EMAIL.key})


def publish(bot: Bot) -> None:
    """Publish the questions; none in shadow mode, because no ticket would be created."""
    with bot.engine.begin() as connection:
        offer.publish(connection, offer_of(bot.process))


def offer_of(process: Process) -> Offer | None:
    """The questions of a process; None if it accepts no reports."""
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
    """The key of a question, from its spelling in the process file."""
    return key.replace(" ", "_")
