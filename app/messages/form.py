"""What somebody who reports a problem is told about what they wrote; the same in JSON and on the form."""

from collections.abc import Sequence

from app.messages.questions import MOST_FILE_BYTES, MOST_FILES, Question

MISSING = {
    "summary": "Say in one line what is wrong.",
    "category": "Choose what it is about.",
    "description": "Describe the problem.",
    "target_url": "Give the address where it happens.",
    "steps": "Say how we can make it happen.",
    "severity": "Choose how severe it is.",
    "target_date": "Give the day by which you need it solved.",
    "company": "Give the name of your company.",
    "contact_email": "Give the e-mail address that we may write to.",
}
NO_TEXT = "This must be a text."
NO_ADDRESS = "This is not the address of a page. It looks like https://example.com/film/12."
NO_DAY = "This is not a day. Write it as year-month-day, such as 2026-12-24."
PAST_DAY = "This day is over. Choose today or a later day."
NO_EMAIL = "This is not an e-mail address. It looks like name@example.com."
FILES_AGAIN = "For your safety the browser forgets chosen files: please choose them again."
TOO_MANY_FILES = f"These are more than {MOST_FILES} files. Put them into one archive, such as a .zip."

EXPIRED = "This page was open for so long that it expired. Everything you wrote is still here: send it again."
NO_COOKIE = (
    "Your browser did not give back the cookie that protects this form. Allow cookies for this page, then "
    "send it again."
)
TRAPPED = 'The field "Leave this empty" was filled in. Empty it, then send again.'
BUSY = "Too much is being sent to us right now. Wait a few seconds, then send it again."


def too_long(question: Question, length: int) -> str:
    """More characters than a question takes."""
    return f"This has {length:,} characters; {question.longest:,} are the most."


def no_choice(choices: Sequence[str]) -> str:
    """Something else than what may be chosen."""
    return f"Choose one of these: {', '.join(choices)}."


def no_question(asked: Sequence[str]) -> str:
    """A key that belongs to no question."""
    return f"Nothing of this name is asked. Asked are: {', '.join(asked)}."


def empty_file(name: str) -> str:
    """A file without content."""
    return f'The file "{name}" is empty.'


def files_too_large(size: int) -> str:
    """More than all files may have together."""
    most = MOST_FILE_BYTES // 1024**2
    return f"All files together may have {most} MB; these have {-(-size * 10 // 1024**2) / 10:.1f} MB."


def too_often(minutes: int) -> str:
    """Somebody sends more than a person does."""
    wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
    return f"You have sent many reports within a short time. Wait {wait}, then send it again."


def sent_already(reference: str) -> str:
    """The same form, filled in otherwise, was sent before."""
    return (
        f"You have sent this form already; we have that report under the reference {reference}. If this is "
        "another problem, send it once more."
    )


def problems_in_words(count: int) -> str:
    """The heading above all problems."""
    return "There is a problem" if count == 1 else f"There are {count} problems"
