"""The texts of the page where people fill in what a move requires, and of the link to it."""

from collections.abc import Sequence
from datetime import date

from app.messages.client import form
from app.messages.moments import day_in_words
from clickup_client.comment import Comment, line
from clickup_client.comment import link as linked

LINK = "Fill in what is missing"

YES, NO = "Yes", "No"
DUE_DATE, PRIORITY = "Due date", "Priority"

NOT_A_NUMBER = "This is not a number."
NOT_A_DAY = form.NO_DAY
NOT_A_CHOICE = "Choose one from the list."
NO_TASK = "This is not the id or the address of a ticket in ClickUp."
CANNOT_HOLD = "ClickUp's field cannot hold this."

#: The title and the text for every invalid link, for any reason.
NOT_GOOD = "This link is not valid"
ASK_AGAIN = (
    "It may be old, the ticket may have moved on, or some of the address is missing. The newest link is in "
    "the comments on the ticket in ClickUp."
)

#: The results of a page that was sent.
SAVING = "Saving …"
SAVING_TEXT = "This page shows the result as soon as it is there."
STILL_TRYING = "ClickUp does not answer as it should. I keep trying, and this page shows the result."
NOT_CHECKED = "The move cannot be checked right now, so the ticket is left where you moved it."
MOVED_MEANWHILE = "The ticket has moved in the meantime, so this was not carried out."
EXPIRED = "This page was open for too long. Everything you wrote is still here. Please save it again."
NO_COOKIE = (
    "Your browser did not send the cookie that protects this page. Please allow cookies for this page and "
    "save it again."
)
SENT_ALREADY = (
    "This page was already sent, with other answers. Please check what is here, and save it again if it is "
    "right."
)
#: Signing in with ClickUp.
SIGN_IN = "Sign in with ClickUp"
WHO_MAY = (
    "This page is for members of the workspace who may see the ticket. What you save is written in "
    "ClickUp in your own name."
)
SIGNING_IN = "Signing you in …"
SIGNING_IN_TEXT = "ClickUp is asked if you may see the ticket. This page continues by itself."
NOT_SIGNED_IN = "ClickUp did not sign you in. Please try again."
SIGN_IN_AGAIN = "You are not signed in any more, so this is not saved yet."
SAVE_AGAIN = "You are signed in. Check what you wrote, and save it."
NOTHING_LOST = "Please sign in again: everything you wrote is still here."
NOT_SIGNED_OUT = "You are still signed in"
SIGNED_OUT = "You are signed out"
SIGNED_OUT_TEXT = "To fill in more, open the link in the ticket's comments again."
OTHER_WAY = "This sign-in is not valid"
OTHER_WAY_TEXT = (
    "It began in another browser, took too long, or was used before. Please open the link in the ticket's "
    "comments again."
)
NOT_DONE = "This is not done yet"
NOT_NOW = form.NOT_NOW
NOT_KEPT = (
    "We could not save this. Please go back and send it again in a minute. What you wrote is still there."
)
TOO_LARGE = "This is too much"
TOO_LARGE_TEXT = f"A page takes less text, and no files. {form.GO_BACK}"
TORN = form.TORN
too_long = form.too_long
NOT_ALL_ARRIVED = "Not all of it arrived. Please go back and send it again. What you wrote is still there."


def link(address: str) -> Comment:
    """The line with the link to the page."""
    return linked(LINK, address) + line()


def day(of: date) -> str:
    """A day that is filled in."""
    return day_in_words(of)


def how(kind: str, *, datum: str, at_least: int) -> str:
    """What to write into an empty control, where the control does not say it."""
    match kind:
        case "company":
            return f"Write the name of a company that has a {datum} in ClickUp."
        case "tasks":
            return "Write the ids or addresses of tickets in ClickUp, with a comma between two."
        case "address":
            return "Paste the whole address, which starts with http:// or https://."
        case "text" | "line" if at_least > 1:
            return f"Write at least {at_least} characters."
    return ""


def no_company(name: str) -> str:
    """No company in ClickUp is called that, or several are."""
    return f'No company in ClickUp is called "{name}". Choose one from the list.'


def not_taken(reason: str) -> str:
    """ClickUp refused a value."""
    return f"ClickUp did not accept this: {reason.rstrip('.')}."


def entered(stage: str) -> str:
    """The move was allowed."""
    return f"The ticket is in {stage} now"


def stays(home: str, stage: str) -> str:
    """The ticket was put back."""
    return f"The ticket is back in {home}: it is not ready for {stage} yet."


def partly(home: str) -> str:
    """ClickUp did not accept all values, so the ticket was not moved."""
    return f"ClickUp did not accept everything, so the ticket stays in {home}."


def saved(labels: Sequence[str]) -> str:
    """The values that ClickUp accepted."""
    return f"Saved: {', '.join(labels)}."


def not_saved(labels: Sequence[str]) -> str:
    """The values that ClickUp has not accepted."""
    return f"Not saved: {', '.join(labels)}."


def signs_in_too_often(minutes: int) -> str:
    """Someone signs in more often than a person does."""
    wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"Someone has signed in many times from here in a short time. Please wait {wait} and try again."


def too_often(minutes: int) -> str:
    """Someone sends more than a person does."""
    wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"You have saved many times in a short time. Please wait {wait} and save it again."
