"""What an administrator reads when ClickUp or the database fails."""

import pytest

from app.messages.admin import failures as words
from clickup_client.errors import (
    NOT_JSON,
    BadRequestError,
    NoAnswerError,
    NotAuthorisedError,
    NotFoundError,
    OddRecordError,
    RateLimitedError,
    ServerBrokenError,
    UnexpectedAnswerError,
)

USER = {"method": "GET", "path": "/v2/user"}
LIST = {"method": "GET", "path": "/v2/list/901"}

CHECK = "Check that STAGEGATE_CLICKUP_API_URL is correct and reachable from here, then try again."
SHARE = "Share it with the bot's user in ClickUp, or run `stagegate setup` to choose another one."
OWN = "ClickUp's own address is https://api.clickup.com/api; correct it."


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        pytest.param(
            NotAuthorisedError("Token invalid", status=401, code="OAUTH_025", **USER),
            "ClickUp rejects the token (OAUTH_025). As the bot's user, create a token under Settings → Apps, "
            "and set STAGEGATE_CLICKUP_TOKEN.",
            id="wrong token",
        ),
        pytest.param(
            BadRequestError(
                "Specified URL not allowed",
                status=400,
                code="OAUTH_194",
                method="POST",
                path="/v2/team/1/webhook",
            ),
            "ClickUp does not send webhooks to the address in STAGEGATE_PUBLIC_URL. Set it to the public "
            "https:// address of `web`: ClickUp refuses this machine, private networks and some tunnels.",
            id="a local address for webhooks",
        ),
        pytest.param(
            NotFoundError("404 page not found", status=404, **USER),
            "What answers at STAGEGATE_CLICKUP_API_URL is not ClickUp's API (GET /v2/user: 404 404 page not "
            f"found). {OWN}",
            id="wrong path of the API",
        ),
        pytest.param(
            UnexpectedAnswerError(NOT_JSON, status=200, **USER),
            f"What answers at STAGEGATE_CLICKUP_API_URL is not ClickUp's API (GET /v2/user: 200 {NOT_JSON}). "
            f"{OWN}",
            id="a page instead of the API",
        ),
        pytest.param(
            NotFoundError("Team not authorized", status=401, code="OAUTH_027", **LIST),
            "ClickUp does not show this to the bot's user: GET /v2/list/901: 401 OAUTH_027 Team not "
            f"authorized. {SHARE}",
            id="a list that is not shared",
        ),
        pytest.param(
            NotAuthorisedError("You may not", status=403, code="ACCESS_064", **LIST),
            "ClickUp does not let the bot's user do this: GET /v2/list/901: 403 ACCESS_064 You may not. "
            "In ClickUp, share it with that user, or give them the right to do this.",
            id="no right",
        ),
        pytest.param(
            RateLimitedError("Rate limit reached", **LIST),
            "ClickUp allows no more calls in this minute: GET /v2/list/901: 429 Rate limit reached. Try "
            "again in a minute.",
            id="rate limit",
        ),
        pytest.param(
            NoAnswerError("no answer (ConnectionError)", **USER),
            f"ClickUp does not answer: GET /v2/user: no answer (ConnectionError). {CHECK}",
            id="wrong host",
        ),
        pytest.param(
            ServerBrokenError("Sorry", status=503, **LIST),
            "ClickUp answered with an error: GET /v2/list/901: 503 Sorry. Try again later. "
            "A running worker continues by itself.",
            id="broken",
        ),
        pytest.param(
            UnexpectedAnswerError("a redirect", status=302, **LIST),
            f"Something other than ClickUp answers: GET /v2/list/901: 302 a redirect. {CHECK}",
            id="a proxy",
        ),
        pytest.param(
            OddRecordError("id is missing", status=200, **LIST),
            f"ClickUp did not answer as expected: GET /v2/list/901: 200 id is missing. {CHECK}",
            id="odd record",
        ),
        pytest.param(
            BadRequestError("List id invalid", status=400, code="INPUT_003", **LIST),
            f"ClickUp did not answer as expected: GET /v2/list/901: 400 INPUT_003 List id invalid. {CHECK}",
            id="wrong request",
        ),
    ],
)
def test_each_failure_of_clickup_says_what_to_do(error, sentence):
    assert str(words.of_clickup(error)) == sentence


def test_failures_of_the_database_say_what_to_do():
    assert words.no_database("connection refused\n\tIs the server running?") == (
        "The database does not answer (connection refused Is the server running?). Start it, or correct "
        "DATABASE_URL."
    )
    assert words.other_tables() == ("The database is not up to date: run `stagegate db upgrade`.")
    assert words.refused_by_database("permission denied") == (
        "The database refused a statement (permission denied). Check the rights of its user."
    )


def test_what_no_one_expected_says_how_to_find_out():
    end = "Set STAGEGATE_LOG_LEVEL=debug and try again to see where, and report it."
    assert words.not_expected("KeyError", "'x'") == (f"Stagegate failed unexpectedly (KeyError: 'x'). {end}")
    assert words.not_expected("KeyError", "") == (f"Stagegate failed unexpectedly (KeyError). {end}")


def test_an_address_to_which_clickup_sends_nothing():
    assert str(words.address_refused()) == (
        "ClickUp does not send webhooks to the address in STAGEGATE_PUBLIC_URL. Set it to the public "
        "https:// address of `web`: ClickUp refuses this machine, private networks and some tunnels."
    )


def test_the_parts_that_several_failures_have():
    assert words.CHECK_ADDRESS == CHECK
    assert words.IN_A_MINUTE == "Try again in a minute."
    assert words.AS_ITS_USER == (
        "As the bot's user, create a token under Settings → Apps, and set STAGEGATE_CLICKUP_TOKEN."
    )
    assert words.NO_ANSWER == "ClickUp does not answer:"
    assert words.ODD_ANSWER == "ClickUp did not answer as expected:"
    assert words.NOT_LET == "ClickUp does not let the bot's user do this:"
