"""Which day a ticket may end with, worked out from what people set alone; see moves_alone.py."""


class DatesAlone:
    """The two dates of a ticket, which are kept equal: the one that was changed last counts."""

    def __init__(self, day):
        self._ways = {(day, day, day)}  # the day both had last, and what stands in each of them since

    def set(self, what, day):
        """Someone sets or clears `due` or `mirror`."""
        self._ways = {
            (agreed, day, mirror) if what == "due" else (agreed, due, day)
            for agreed, due, mirror in self._looked()
        }

    def come_back(self):
        """It was out of sight, and may be taken up as it stands: no day is known that both had before."""
        looked = self._looked()
        self._ways = looked | {(None, due, mirror) for _, due, mirror in looked}

    def rests_on(self):
        """The days that both may have once the bot has looked."""
        return {due for agreed, due, mirror in self._looked() if agreed == due == mirror}

    def _looked(self):
        """The bot may have looked before this, or not."""
        return self._ways | {(day, day, day) for way in self._ways for day in _agreed(*way)}


def _agreed(agreed, due, mirror):
    """Due Date counts if both were changed.  A cleared date comes back where a client was told it."""
    day = due if due != agreed else mirror
    return {day} if day is not None else {None, mirror if mirror is not None else agreed}
