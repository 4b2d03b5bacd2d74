"""
Days without a time: as which moment ClickUp keeps them, and which day such a moment is.

ClickUp keeps a day as 04:00 in the time zone of the person who sets it, and does not say whose zone that was.
Source: https://developer.clickup.com/docs/faq

The Due Date and the field that mirrors it are kept equal by such days.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

#: The local time of a day that was set without a time.
START = time(4)

#: No two moments in one calendar day, each seen from its own zone, are further apart than zones are.
A_DAY = timedelta(hours=24)

#: Every time zone in use differs from UTC by a multiple of this.
ZONE_STEP = timedelta(minutes=15)

#: A day begins nearer to a moment than any other day if they are not further apart than this.
HALF_A_DAY = timedelta(hours=12)


def moment_of_day(day: date, zone: tzinfo) -> datetime:
    """The aware moment at which someone in `zone` sets a day without a time."""
    return datetime.combine(day, START, tzinfo=zone)


def is_day_of(moment: datetime, zone: tzinfo) -> bool:
    """Whether someone in `zone` would have set this very moment by choosing a day."""
    try:
        return moment.astimezone(zone).time() == START
    except OverflowError:  # the first or last moment that datetime supports
        return False


def local_day(moment: datetime, zone: tzinfo) -> date:
    """The calendar day of a moment in `zone`."""
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return moment.date()


def day_set(moment: datetime, *, home: tzinfo, account: tzinfo) -> date:
    """
    The day that was meant by the person who set a date to `moment`, as far as the moment tells.

    Args:
        moment: Aware, as ClickUp keeps it.
        home: The zone of the people, whose days and times are the usual ones.
        account: The zone of the account that writes for us.

    Days set in one of these zones are read exactly.  For someone in a third zone it is the day that begins
    nearest, seen from `home`: right for every zone that is less than half a day away.  A moment at which no
    day begins anywhere has a time of day, and is read by the calendar of `home`.
    """
    for zone in (home, account):
        if is_day_of(moment, zone):
            return local_day(moment, zone)
    day = local_day(moment, home)
    if timedelta(minutes=moment.minute, seconds=moment.second, microseconds=moment.microsecond) % ZONE_STEP:
        return day
    try:
        start = moment_of_day(day, home)
        return day if moment - start < HALF_A_DAY else day + timedelta(days=1)
    except OverflowError:
        return day


def share_days(home: tzinfo, account: tzinfo, day: date) -> bool:
    """
    Whether there is a moment that is in `day` in both zones.

    If there is none, a day set in one of them may look like another day set in the other.
    """
    return abs(moment_of_day(day, home) - moment_of_day(day, account)) < A_DAY


def shows_same_day(viewer: tzinfo, setter: tzinfo, day: date) -> bool:
    """Whether a day that was set in one zone is the same calendar day for who looks at it in another."""
    return local_day(moment_of_day(day, setter), viewer) == day


@dataclass(frozen=True, slots=True)
class Agreement:
    """
    What both dates should be.

    Attributes:
        day: The day of both; ``None``: both are empty.
        set_due: The Due Date must be changed to ``day``.
        set_mirror: The mirror must be changed to ``day``.
        restored: A cleared date is restored, and the person who cleared it is told.
    """

    day: date | None
    set_due: bool
    set_mirror: bool
    restored: bool


def agree(due: date | None, mirror: date | None, agreed: date | None, *, keep: bool) -> Agreement:
    """
    Make both dates equal: the changed one wins; if both changed, the Due Date wins.

    Args:
        due: The Due Date now.
        mirror: The mirroring field now.
        agreed: The day both had when they were last equal; ``None``: never, or both were empty.
        keep: A date may be changed but not cleared. A cleared one then does not win against a date, and
            if no date is left, the agreed day is restored.
    """
    day = due if due != agreed else mirror
    restored = False
    if keep and day is None:
        nothing_left = mirror in (None, agreed)
        day = agreed if nothing_left else mirror
        restored = nothing_left and agreed is not None
    return Agreement(day=day, set_due=due != day, set_mirror=mirror != day, restored=restored)
