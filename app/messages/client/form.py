"""The sentences about a report, for the client who sent it; the same in JSON and on the form."""

from collections.abc import Sequence

from app.messages.client.questions import MOST_FILE_BYTES, MOST_FILES

MISSING = {
    "summary": "Tell us in one line what is wrong.",
    "category": "Choose what it is about.",
    "description": "Describe the problem.",
    "target_url": "Enter the address of the page where it happens.",
    "steps": "Tell us how we can make it happen.",
    "severity": "Choose how severe it is.",
    "target_date": "Choose the day by which you need it solved.",
    "company": "Enter the name of your company.",
    "contact_email": "Enter your e-mail address.",
}
NO_TEXT = "This must be text."
NO_ADDRESS = "This is not a web address. A web address looks like https://example.com/film/12."
NO_DAY = "This is not a date. Write it as year-month-day, such as 2026-12-24."
PAST_DAY = "This date is in the past. Choose today or a later day."
NO_EMAIL = "This is not an e-mail address. An e-mail address looks like name@example.com."
FILES_AGAIN = "For your safety, your browser does not keep chosen files. Please choose them again."
TOO_MANY_FILES = f"The limit is {MOST_FILES} files. Put more of them into one archive, such as a .zip."

EXPIRED = (
    "This page was open for too long and has expired. Everything you wrote is still here. "
    "Please send it again."
)
NO_COOKIE = (
    "Your browser did not send the cookie that protects this form. Please allow cookies for this page and "
    "send it again."
)
TRAPPED = 'The field "Leave this empty" was filled in. Please clear it and send again.'
BUSY = "We are receiving a lot of reports right now. Please wait a few seconds and send yours again."

#: The titles and texts of pages that show no form.
NOT_NOW = "Please try again soon"
NOT_OPEN = "This form is not open yet. Please come back in a few minutes."
NOT_KEPT = (
    "We could not save your report. Please go back and send it again in a minute. "
    "What you wrote is still there."
)
NO_PAGE = "Page not found"
NO_PAGE_HERE = "Please check the address: some of it may be missing."
TOO_LARGE = "The files are too large"
GO_BACK = "Please go back: what you wrote is still there."
TORN = "Something went wrong on the way"
NOT_ALL_ARRIVED = (
    "Not all of your report arrived. Please go back and send it again. What you wrote is still there."
)
YOUR_REPORT = "Your report"


def too_long(longest: int, length: int) -> str:
    """An answer has more characters than its question allows."""
    return f"This has {length:,} characters. The limit is {longest:,}."


def no_choice(choices: Sequence[str]) -> str:
    """An answer is not one of the choices."""
    return f"Choose one of these: {', '.join(choices)}."


def no_question(asked: Sequence[str]) -> str:
    """A key belongs to no question."""
    return f"There is no such question. The questions are: {', '.join(asked)}."


def empty_file(name: str) -> str:
    """A file has no content."""
    return f'The file "{name}" is empty.'


def files_too_large(size: int) -> str:
    """All files together are too large."""
    limit = MOST_FILE_BYTES // 1024**2
    return f"All files together have {-(-size * 10 // 1024**2) / 10:.1f} MB. The limit is {limit} MB."


def too_often(minutes: int) -> str:
    """Someone sends more reports than a person does."""
    wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"You have sent many reports in a short time. Please wait {wait} and send it again."


def sent_already(reference: str) -> str:
    """The same form was sent before, with other answers."""
    return (
        f"You have already sent this form. We have that report under the reference {reference}. If this is "
        "another problem, please send it again."
    )


def problems_in_words(count: int) -> str:
    """The heading above all problems."""
    return "There is a problem" if count == 1 else f"There are {count} problems"
