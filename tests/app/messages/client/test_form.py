"""What people who report a problem read about what they sent, to the letter."""

import pytest

from app.messages.client import form as words
from app.messages.client import intake_api


@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("summary", "Tell us in one line what is wrong."),
        ("category", "Choose what it is about."),
        ("description", "Describe the problem."),
        ("target_url", "Enter the address of the page where it happens."),
        ("steps", "Tell us how we can make it happen."),
        ("severity", "Choose how severe it is."),
        ("target_date", "Choose the day by which you need it solved."),
        ("company", "Enter the name of your company."),
        ("contact_email", "Enter your e-mail address."),
    ],
)
def test_a_missing_answer_is_asked_for(key, sentence):
    assert words.MISSING[key] == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words.NO_TEXT, "This must be text."),
        (
            words.NO_ADDRESS,
            "This is not a web address. A web address looks like https://example.com/film/12.",
        ),
        (words.NO_DAY, "This is not a date. Write it as year-month-day, such as 2026-12-24."),
        (words.PAST_DAY, "This date is in the past. Choose today or a later day."),
        (
            words.NO_EMAIL,
            "This is not an e-mail address. An e-mail address looks like name@example.com.",
        ),
        (words.too_long(20_000, 20_001), "This has 20,001 characters. The limit is 20,000."),
        (words.no_choice(["Data Issues", "Question"]), "Choose one of these: Data Issues, Question."),
        (
            words.no_question(["summary", "files"]),
            "There is no such question. The questions are: summary, files.",
        ),
    ],
)
def test_a_wrong_answer_says_what_is_right(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words.FILES_AGAIN,
            "For your safety, your browser does not keep chosen files. Please choose them again.",
        ),
        (words.TOO_MANY_FILES, "The limit is 10 files. Put more of them into one archive, such as a .zip."),
        (words.empty_file("a.png"), 'The file "a.png" is empty.'),
        (
            words.files_too_large(10 * 1024 * 1024 + 1),
            "All files together have 10.1 MB. The limit is 10 MB.",
        ),
    ],
)
def test_files_have_limits(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            words.EXPIRED,
            (
                "This page was open for too long and has expired. Everything you wrote is still here. "
                "Please send it again."
            ),
        ),
        (
            words.NO_COOKIE,
            (
                "Your browser did not send the cookie that protects this form. "
                "Please allow cookies for this page and send it again."
            ),
        ),
        (words.TRAPPED, 'The field "Leave this empty" was filled in. Please clear it and send again.'),
        (
            words.BUSY,
            "We are receiving a lot of reports right now. Please wait a few seconds and send yours again.",
        ),
        (
            words.too_often(1),
            "You have sent many reports in a short time. Please wait a minute and send it again.",
        ),
        (
            words.too_often(10),
            "You have sent many reports in a short time. Please wait 10 minutes and send it again.",
        ),
        (
            words.sent_already("7KQ2-M9XD-4TRB"),
            (
                "You have already sent this form. We have that report under the reference 7KQ2-M9XD-4TRB. "
                "If this is another problem, please send it again."
            ),
        ),
        (words.problems_in_words(1), "There is a problem"),
        (words.problems_in_words(2), "There are 2 problems"),
    ],
)
def test_a_form_that_was_not_sent_says_why(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (words.NOT_NOW, "Please try again soon"),
        (words.NOT_OPEN, "This form is not open yet. Please come back in a few minutes."),
        (
            words.NOT_KEPT,
            (
                "We could not save your report. Please go back and send it again in a minute. "
                "What you wrote is still there."
            ),
        ),
        (words.NO_PAGE, "Page not found"),
        (words.NO_PAGE_HERE, "Please check the address: some of it may be missing."),
        (words.TOO_LARGE, "The files are too large"),
        (words.GO_BACK, "Please go back: what you wrote is still there."),
        (words.TORN, "Something went wrong on the way"),
        (
            words.NOT_ALL_ARRIVED,
            (
                "Not all of your report arrived. Please go back and send it again. "
                "What you wrote is still there."
            ),
        ),
        (words.YOUR_REPORT, "Your report"),
    ],
)
def test_a_page_without_the_form_says_what_to_do(said, sentence):
    assert said == sentence


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            intake_api.NO_KEY,
            "the header Idempotency-Key is missing, or does not have 1 to 200 printable characters",
        ),
        (intake_api.NO_WORKER, "reports are not accepted yet: no worker has started"),
        (intake_api.NO_REPORT, "there is no such report"),
        (intake_api.NOT_READABLE, "the body is not a JSON object, or did not arrive in full"),
        (intake_api.NOT_KEPT, "the report could not be saved right now"),
        (intake_api.NO_FORMAT, "send application/json, or multipart/form-data with files"),
        (intake_api.OTHER_REPORT, "another report was sent with this Idempotency-Key"),
        (intake_api.NO_API_KEY, "send a known API key: Authorization: Bearer ..."),
        (
            intake_api.too_large(json_bytes=256 * 1024, form_bytes=11 * 1024 * 1024),
            "the body is too large: the limit is 256 KiB for JSON and 11 MiB for a form with files",
        ),
        (intake_api.wrong_fields(1), "one field is wrong"),
        (intake_api.wrong_fields(8), "8 fields are wrong"),
    ],
)
def test_a_program_gets_one_line(said, sentence):
    assert said == sentence
