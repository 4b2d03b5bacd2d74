"""Which settings belong together where people sign in with ClickUp."""

import pytest

from app.config.settings import Settings, SettingsError
from app.config.sign_in import authorise_url, missing_for_sign_in, oauth_app, redirect_url

KEY, OTHER_KEY = "A" * 43 + "=", "B" * 42 + "A="
ALL = {
    "oauth_client_id": "ID",
    "oauth_client_secret": "SECRET-OF-APP",
    "token_key": KEY,
    "public_url": "https://bot.example",
}
SENTENCES = {
    "oauth_client_id": "STAGEGATE_OAUTH_CLIENT_ID is not set. ClickUp shows it beside the secret of the app.",
    "oauth_client_secret": (
        "STAGEGATE_OAUTH_CLIENT_SECRET is not set. ClickUp shows it beside the id of the app."
    ),
    "token_key": (
        "STAGEGATE_TOKEN_KEY is not set. Tokens of people who sign in are kept encrypted with it. "
        "Make one with: openssl rand -base64 32"
    ),
    "public_url": "STAGEGATE_PUBLIC_URL is not set. ClickUp sends people who sign in back to it.",
}


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch):
    for name in ALL:
        monkeypatch.delenv(f"STAGEGATE_{name.upper()}", raising=False)


def settings(**given):
    return Settings(_env_file=None, **given)


def test_without_an_app_no_one_signs_in():
    assert oauth_app(settings()) is None
    assert oauth_app(settings(token_key=KEY)) is None


def test_with_everything_there_is_an_app():
    app = oauth_app(settings(**ALL | {"token_key": f"{KEY}, {OTHER_KEY}"}))

    assert (app.client_id, app.client_secret.get_secret_value()) == ("ID", "SECRET-OF-APP")
    assert [key.get_secret_value() for key in app.keys] == [KEY, OTHER_KEY]


@pytest.mark.parametrize("name", ALL)
def test_what_is_missing_is_named_with_how_to_get_it(name):
    given = settings(**{key: value for key, value in ALL.items() if key != name})

    assert missing_for_sign_in(given) == (SENTENCES[name],)
    with pytest.raises(SettingsError, match="is not set"):
        oauth_app(given)


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("short", id="too short"),
        pytest.param("A" * 64, id="too long"),
        pytest.param("\u20ac" * 43, id="no base64"),
        pytest.param(f"{KEY},x", id="the second"),
    ],
)
def test_a_key_that_is_none_is_refused(key):
    with pytest.raises(ValueError, match="32 random bytes in base64"):
        settings(token_key=key)


def test_keys_may_be_in_either_kind_of_base64():
    assert settings(token_key=f"{'+/' * 21}A=").token_keys() == (f"{'-_' * 21}A=",)


def test_the_filter_of_the_log_knows_the_secrets():
    known = settings(**ALL | {"token_key": f"{KEY},{OTHER_KEY}"}).secrets()

    assert {"SECRET-OF-APP", KEY, OTHER_KEY} <= set(known)


def test_people_sign_in_where_clickup_has_its_pages():
    assert authorise_url(settings()) == "https://app.clickup.com/api"
    assert authorise_url(settings(clickup_api_url="http://127.0.0.1:8001/api")) == "http://127.0.0.1:8001/api"
    assert redirect_url(settings(public_url="https://bot.example/")) == "https://bot.example/fill/signed-in"
