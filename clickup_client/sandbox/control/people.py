"""``/sandbox``: what becomes of people, and of what they let OAuth apps do."""

from flask import Blueprint
from pydantic import ValidationError

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.access.oauth import revoke
from clickup_client.sandbox.refusal import bad_request, malformed

people = Blueprint("people", __name__, url_prefix="/sandbox")


@people.post("/users/<int:user_id>")
def change_user(user_id: int) -> Answer:
    """
    A person travels, or is made a guest: ``time_zone``, ``role``, ``only_lists``. Until the next start.

    ``{"only_lists": ["901"]}`` are the Lists of someone who sees nothing else, ``null`` ends it.
    """
    changes = sent()
    if unknown := sorted(changes.keys() - {"time_zone", "role", "only_lists"}):
        raise bad_request(f"{unknown[0]} cannot be changed", "SANDBOX_008")
    try:
        with sandbox().lock:
            changed = sandbox().directory.change_user(user_id, changes)
    except ValidationError as error:
        raise malformed(error, "SANDBOX_008") from error
    return {"id": user_id, **changed.model_dump(mode="json", include=set(changes))}


@people.get("/apps")
def get_apps() -> Answer:
    """The OAuth apps, with their secrets, which are worth something in this sandbox only."""
    return {"apps": [app.model_dump(mode="json") for app in sandbox().workspace.apps]}


@people.delete("/grants")
def revoke_grants() -> Answer:
    """Everyone takes back what they let OAuth apps do: their tokens are not good any more."""
    return {"revoked": revoke(sandbox())}
