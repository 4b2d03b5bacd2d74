"""What people read about time zones."""

from app.messages.admin import time_zones


def test_each_finding_names_both_zones():
    assert time_zones.fits("UTC", "UTC") == "The bot's account and the process are both in UTC."
    assert time_zones.fits("Europe/Paris", "Europe/Berlin") == (
        "The bot's account is in Europe/Paris, the process in Europe/Berlin: "
        "a day that the bot sets is the same day in both."
    )
    assert time_zones.other_day("Asia/Tokyo", "Europe/Berlin") == (
        "The bot's account is in Asia/Tokyo, the process in Europe/Berlin: "
        "ClickUp shows people there a day that the bot sets as the day before or after."
    )
    assert time_zones.apart("Pacific/Honolulu", "Pacific/Kiritimati") == (
        "The bot's account is in Pacific/Honolulu, the process in Pacific/Kiritimati, a whole day away: "
        "the Due Date and its field are not kept equal."
    )
    assert time_zones.unknown("Europe/Berlin") == (
        "ClickUp does not tell the time zone of the bot's account; "
        "Europe/Berlin is assumed, as for the process."
    )


def test_each_says_what_to_do():
    assert time_zones.same_zone("Europe/Berlin") == (
        "Log in as the bot's user and set its time zone to Europe/Berlin, then restart Stagegate."
    )
    assert time_zones.TELL_ZONE == "Log in as the bot's user and choose a time zone in its settings."
