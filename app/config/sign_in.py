"""The settings for signing in with ClickUp, which belong together."""

from dataclasses import dataclass

from pydantic import SecretStr

from app.config.settings import Settings, SettingsError

#: Where ClickUp sends people back to, below our public address.
REDIRECT_PATH = "/fill/signed-in"

#: ClickUp's API and its pages for people have different hosts; the sandbox has one host for both.
_API_HOST, _APP_HOST = "//api.clickup.com", "//app.clickup.com"

#: How to make a key.
MAKE_A_KEY = "Make one with: openssl rand -base64 32"


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """The OAuth app with which people sign in, and the keys for their tokens, the newest first."""

    client_id: str
    client_secret: SecretStr
    keys: tuple[SecretStr, ...]
    api_url: str


def oauth_app(settings: Settings) -> OAuthApp | None:
    """
    Return the app; None if people do not sign in.

    Raises:
        SettingsError: Only some of the settings are set; the text says what is missing, and how to get it.
    """
    missing = missing_for_sign_in(settings)
    if missing:
        raise SettingsError("\n".join(missing))
    if settings.oauth_client_id is None or settings.oauth_client_secret is None:
        return None
    return OAuthApp(
        client_id=settings.oauth_client_id,
        client_secret=settings.oauth_client_secret,
        keys=tuple(map(SecretStr, settings.token_keys())),
        api_url=settings.clickup_api_url,
    )


def missing_for_sign_in(settings: Settings) -> tuple[str, ...]:
    """Return a sentence for each missing setting; none if people do not sign in."""
    named, secret = settings.oauth_client_id is not None, settings.oauth_client_secret is not None
    if not named and not secret:
        return ()
    missing = []
    if not named:
        missing.append("STAGEGATE_OAUTH_CLIENT_ID is not set. ClickUp shows it beside the secret of the app.")
    if not secret:
        missing.append("STAGEGATE_OAUTH_CLIENT_SECRET is not set. ClickUp shows it beside the id of the app.")
    if not settings.token_keys():
        missing.append(
            "STAGEGATE_TOKEN_KEY is not set. Tokens of people who sign in are kept encrypted with it. "
            f"{MAKE_A_KEY}"
        )
    if settings.public_url is None:
        missing.append("STAGEGATE_PUBLIC_URL is not set. ClickUp sends people who sign in back to it.")
    return tuple(missing)


def redirect_url(settings: Settings) -> str:
    """The redirect URL of the app in ClickUp's settings."""
    return f"{settings.public_url or ''}{REDIRECT_PATH}"


def authorise_url(settings: Settings) -> str:
    """Where people sign in. Source: https://developer.clickup.com/docs/authentication"""
    return settings.clickup_api_url.replace(_API_HOST, _APP_HOST, 1)
