"""What people read at the link to the page to fill in, and there, to the letter."""

from datetime import date

import pytest

from app.messages import fill as words


def test_the_link_says_where_it_leads():
    assert words.link("https://bot.example/fill/x").plain() == (
        "Fill in what is missing (https://bot.example/fill/x)\n"
    )


def test_a_day_is_whole():
    assert words.day(date(2026, 12, 24)) == "Thu 24 Dec 2026"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words.NOT_A_NUMBER, "This is not a number."),
        (words.NOT_A_DAY, "This is not a date. Write it as year-month-day, such as 2026-12-24."),
        (words.NOT_A_CHOICE, "Choose one from the list."),
        (words.NO_TASK, "This is not the id or the address of a ticket in ClickUp."),
        (words.CANNOT_HOLD, "ClickUp's field cannot hold this."),
        (words.NOT_DONE, "This is not done yet"),
        (words.SIGN_IN, "Sign in with ClickUp"),
        (
            words.WHO_MAY,
            (
                "This page is for members of the workspace who may see the ticket. What you save is written "
                "in ClickUp in your own name."
            ),
        ),
        (words.SIGNING_IN, "Signing you in …"),
        (
            words.SIGNING_IN_TEXT,
            "ClickUp is asked if you may see the ticket. This page continues by itself.",
        ),
        (words.NOT_SIGNED_IN, "ClickUp did not sign you in. Please try again."),
        (words.SIGN_IN_AGAIN, "You are not signed in any more, so this is not saved yet."),
        (words.NOTHING_LOST, "Please sign in again: everything you wrote is still here."),
        (words.SAVE_AGAIN, "You are signed in. Check what you wrote, and save it."),
        (words.SIGNED_OUT, "You are signed out"),
        (words.SIGNED_OUT_TEXT, "To fill in more, open the link in the ticket's comments again."),
        (words.NOT_SIGNED_OUT, "You are still signed in"),
        (words.OTHER_WAY, "This sign-in is not valid"),
        (
            words.OTHER_WAY_TEXT,
            (
                "It began in another browser, took too long, or was used before. Please open the link in the "
                "ticket's comments again."
            ),
        ),
        (
            words.signs_in_too_often(1),
            "Someone has signed in many times from here in a short time. Please wait a minute and try again.",
        ),
        (
            words.signs_in_too_often(7),
            (
                "Someone has signed in many times from here in a short time. Please wait 7 minutes and try "
                "again."
            ),
        ),
        (words.entered("Replicating"), "The ticket is in Replicating now"),
        (
            words.stays("Validating", "Replicating"),
            "The ticket is back in Validating: it is not ready for Replicating yet.",
        ),
        (
            words.partly("Validating"),
            "ClickUp did not accept everything, so the ticket stays in Validating.",
        ),
        (words.saved(["Severity", "Company"]), "Saved: Severity, Company."),
        (words.not_saved(["Severity"]), "Not saved: Severity."),
        (words.no_company("X"), 'No company in ClickUp is called "X". Choose one from the list.'),
        (words.not_taken("Value is not valid."), "ClickUp did not accept this: Value is not valid."),
        (
            words.too_often(1),
            "You have saved many times in a short time. Please wait a minute and save it again.",
        ),
        (
            words.too_often(10),
            "You have saved many times in a short time. Please wait 10 minutes and save it again.",
        ),
        (
            words.EXPIRED,
            "This page was open for too long. Everything you wrote is still here. Please save it again.",
        ),
        (
            words.NOT_KEPT,
            (
                "We could not save this. Please go back and send it again in a minute. What you wrote is "
                "still there."
            ),
        ),
        (
            words.NOT_ALL_ARRIVED,
            "Not all of it arrived. Please go back and send it again. What you wrote is still there.",
        ),
        (words.TOO_LARGE, "This is too much"),
        (words.too_long(20_000, 20_001), "This has 20,001 characters. The limit is 20,000."),
        (
            words.TOO_LARGE_TEXT,
            "A page takes less text, and no files. Please go back: what you wrote is still there.",
        ),
        (words.LINK, "Fill in what is missing"),
        (words.NOT_NOW, "Please try again soon"),
        (words.TORN, "Something went wrong on the way"),
        (words.NOT_GOOD, "This link is not valid"),
        (words.SAVING, "Saving …"),
        (words.SAVING_TEXT, "This page shows the result as soon as it is there."),
        (
            words.STILL_TRYING,
            "ClickUp does not answer as it should. I keep trying, and this page shows the result.",
        ),
        (
            words.NOT_CHECKED,
            "The move cannot be checked right now, so the ticket is left where you moved it.",
        ),
        (
            words.MOVED_MEANWHILE,
            "The ticket has moved in the meantime, so this was not carried out.",
        ),
    ],
)
def test_what_the_page_says(said, sentence):
    assert said == sentence


def test_what_the_page_says_at_more_length():
    assert words.ASK_AGAIN == (
        "It may be old, the ticket may have moved on, or some of the address is missing. The newest link is "
        "in the comments on the ticket in ClickUp."
    )
    assert words.SENT_ALREADY == (
        "This page was already sent, with other answers. Please check what is here, and save it again if it "
        "is right."
    )
    assert words.NO_COOKIE == (
        "Your browser did not send the cookie that protects this page. Please allow cookies for this page "
        "and save it again."
    )


@pytest.mark.parametrize(
    ("kind", "at_least", "sentence"),
    [
        ("company", 1, "Write the name of a company that has a Company Tier in ClickUp."),
        ("tasks", 1, "Write the ids or addresses of tickets in ClickUp, with a comma between two."),
        ("address", 1, "Paste the whole address, which starts with http:// or https://."),
        ("text", 20, "Write at least 20 characters."),
        ("line", 20, "Write at least 20 characters."),
        ("text", 1, ""),
        ("choice", 1, ""),
    ],
    ids=["company", "tasks", "address", "long text", "long line", "text", "choice"],
)
def test_what_to_write_into_an_empty_control(kind, at_least, sentence):
    assert words.how(kind, datum="Company Tier", at_least=at_least) == sentence
