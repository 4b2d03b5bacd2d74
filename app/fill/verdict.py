"""Reports to the page how the move that a person made there was judged."""

from sqlalchemy import Connection

from app.bot import Bot
from app.store import fillings
from app.store.fillings import State
from app.store.held import Unfinished
from app.ticket.observe import Observation
from app.ticket.outcome import Outcome, Owe, Result

_ENDS: dict[Result, State] = {
    Result.ENTERED: "entered",
    Result.PUT_BACK: "refused",
    Result.UNDECIDED: "undecided",
    Result.LEFT_ALONE: "undecided",
    Result.STAYED: "over",
}


def follow_up(bot: Bot, seen: Observation, outcome: Outcome, unfinished: Unfinished) -> Owe | None:
    """Store the verdict for the filled-in pages whose move was judged."""
    judged = unfinished.moved
    if not judged or seen.rest is not None:  # the next look judges the rest of the way
        return None

    def owe(connection: Connection) -> None:
        for filling in judged:
            fillings.settle(connection, filling.reference, _ENDS[outcome.result], bot.now())

    return owe
