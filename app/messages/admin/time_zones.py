"""The sentences of `doctor` and `setup` about the time zone of the bot's account."""

#: What to do if ClickUp does not give the zone.
TELL_ZONE = "Log in as the bot's user and choose a time zone in its settings."


def unknown(home: str) -> str:
    """ClickUp does not give the zone."""
    return f"ClickUp does not tell the time zone of the bot's account; {home} is assumed, as for the process."


def fits(account: str, home: str) -> str:
    """Every day that the bot sets is that day for people."""
    if account == home:
        return f"The bot's account and the process are both in {home}."
    return (
        f"The bot's account is in {account}, the process in {home}: "
        "a day that the bot sets is the same day in both."
    )


def other_day(account: str, home: str) -> str:
    """People see another day than the bot set."""
    return (
        f"The bot's account is in {account}, the process in {home}: "
        "ClickUp shows people there a day that the bot sets as the day before or after."
    )


def apart(account: str, home: str) -> str:
    """The zones are a whole day apart."""
    return (
        f"The bot's account is in {account}, the process in {home}, a whole day away: "
        "the Due Date and its field are not kept equal."
    )


def same_zone(home: str) -> str:
    """What to do if the zones do not fit."""
    return f"Log in as the bot's user and set its time zone to {home}, then restart Stagegate."
