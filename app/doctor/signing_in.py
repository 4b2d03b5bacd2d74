"""Checks whether people can sign in with ClickUp to fill in what is missing."""

from app.config.settings import Settings
from app.config.sign_in import missing_for_sign_in, oauth_app, redirect_url
from app.doctor.check import Check, bad, good, warning
from clickup_client import oauth
from clickup_client.errors import BadRequestError, ClickUpError, NotAuthorisedError

NAME = "sign-in"

#: ClickUp does not know the app, or its secret. Source: https://developer.clickup.com/docs/common_errors
_NO_APP = "OAUTH_010"
#: A code that ClickUp never gave.
_NO_CODE = "doctor"


def check_sign_in(settings: Settings) -> Check:
    """Check whether people sign in, and whether ClickUp knows the app.  Costs one call if they do."""
    missing = missing_for_sign_in(settings)
    if missing:
        where = f"The redirect URL of the app in ClickUp is {redirect_url(settings)}."
        return bad(NAME, " ".join(missing), f"Set it for `worker`, or remove the others. {where}")
    app = oauth_app(settings)
    if app is None:
        return good(NAME, "People do not sign in: anyone who has a link can fill in what is missing.")
    try:
        oauth.token_for(
            _NO_CODE, client_id=app.client_id, client_secret=app.client_secret, api_url=app.api_url
        )
    except (NotAuthorisedError, BadRequestError) as error:
        if error.code == _NO_APP:
            return bad(
                NAME,
                "ClickUp does not know the OAuth app, or its secret is wrong.",
                "Compare STAGEGATE_OAUTH_CLIENT_ID and STAGEGATE_OAUTH_CLIENT_SECRET with the app in "
                "ClickUp.",
            )
    except ClickUpError as error:
        return warning(NAME, f"It was not checked: {error}.", "Try again later.")
    return good(
        NAME,
        "People sign in with ClickUp to fill in what is missing. The app in ClickUp must have the redirect "
        f"URL {redirect_url(settings)}.",
    )
