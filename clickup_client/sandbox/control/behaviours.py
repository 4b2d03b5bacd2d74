"""``/sandbox/behaviours``: how ClickUp behaves where its documentation does not say. No token needed."""

from flask import Blueprint
from pydantic import ValidationError

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.behaviours import Behaviours
from clickup_client.sandbox.refusal import malformed

behaviours = Blueprint("behaviours", __name__, url_prefix="/sandbox/behaviours")


@behaviours.get("")
def get_behaviours() -> Answer:
    """The answers in force: ``{"behaviours": {...}}``; see :class:`.behaviours.Behaviours`."""
    return {"behaviours": sandbox().behaviours.model_dump(mode="json")}


@behaviours.post("")
def set_behaviours() -> Answer:
    """``{"unknown_tag_is_created": false}``: other answers. Until the next start or reset."""
    now = sandbox().behaviours.model_dump()
    try:
        sandbox().behaviours = Behaviours.model_validate(now | sent())
    except ValidationError as error:
        raise malformed(error, "SANDBOX_012") from error
    return get_behaviours()


@behaviours.delete("")
def forget_behaviours() -> Answer:
    """Back to what the data file says."""
    sandbox().behaviours = sandbox().workspace.behaviours
    return get_behaviours()
