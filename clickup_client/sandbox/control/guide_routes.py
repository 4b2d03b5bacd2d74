"""``/sandbox/guide``: what the board suggests to try."""

from flask import Blueprint
from pydantic import ValidationError

from clickup_client.sandbox.access.context import Answer, sandbox, sent
from clickup_client.sandbox.live.guide import Plan
from clickup_client.sandbox.refusal import malformed

guide_routes = Blueprint("guide_routes", __name__, url_prefix="/sandbox")


@guide_routes.get("/guide")
def get_guide() -> Answer:
    """``{"guide": ..., "done": [false, ...]}``; the guide is null when there is none."""
    with sandbox().lock:
        plan, done = sandbox().guide_now()
    return {"guide": None if plan is None else plan.model_dump(mode="json"), "done": done}


@guide_routes.put("/guide")
def put_guide() -> Answer:
    """Begin a guide; see :class:`.live.guide.Plan`. It is forgotten at the end of the sandbox."""
    try:
        plan = Plan.model_validate(sent())
    except ValidationError as error:
        raise malformed(error, "SANDBOX_012") from error
    with sandbox().lock:
        sandbox().guide.begin(plan, after=sandbox().journal.number)
    sandbox().feed.changed()
    return get_guide()
