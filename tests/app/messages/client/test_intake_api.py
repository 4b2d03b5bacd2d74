"""The errors of `/intake`, to the letter."""

import pytest

from app.messages.client import intake_api as words


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        pytest.param(
            words.NO_KEY,
            "the header Idempotency-Key is missing, or does not have 1 to 200 printable characters",
            id="no idempotency key",
        ),
        pytest.param(words.NO_WORKER, "reports are not accepted yet: no worker has started", id="no worker"),
        pytest.param(words.NO_REPORT, "there is no such report", id="no report"),
        pytest.param(
            words.NOT_READABLE, "the body is not a JSON object, or did not arrive in full", id="not readable"
        ),
        pytest.param(words.NOT_KEPT, "the report could not be saved right now", id="not kept"),
        pytest.param(
            words.NO_FORMAT, "send application/json, or multipart/form-data with files", id="no format"
        ),
        pytest.param(
            words.OTHER_REPORT, "another report was sent with this Idempotency-Key", id="another report"
        ),
        pytest.param(words.NO_API_KEY, "send a known API key: Authorization: Bearer ...", id="no API key"),
        pytest.param(
            words.too_large(json_bytes=262_144, form_bytes=12_582_912),
            "the body is too large: the limit is 256 KiB for JSON and 12 MiB for a form with files",
            id="too large",
        ),
        pytest.param(words.wrong_fields(1), "one field is wrong", id="one field"),
        pytest.param(words.wrong_fields(2), "2 fields are wrong", id="several fields"),
    ],
)
def test_what_a_program_is_told(said, sentence):
    assert said == sentence
