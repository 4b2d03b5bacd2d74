"""The tags that tasks of a Space can have: read, make, remove."""

from flask import Blueprint

from clickup_client.sandbox.access.context import Answer, caller, sandbox, sent
from clickup_client.sandbox.changes.tags import drop_tag, make_tag, tags_of_space
from clickup_client.sandbox.refusal import bad_request

space_tags = Blueprint("space_tags", __name__, url_prefix="/api/v2/space/<space_id>/tag")


@space_tags.get("")
def get_tags(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/getspacetags"""
    with sandbox().lock:
        sandbox().directory.space(space_id, seen_by=caller())
        names = sorted(tags_of_space(sandbox(), space_id))
    return {"tags": [{"name": name, "tag_fg": "#FFFFFF", "tag_bg": "#5f55ee"} for name in names]}


@space_tags.post("")
def make(space_id: str) -> Answer:
    """https://developer.clickup.com/reference/createspacetag"""
    tag = sent().get("tag")
    name = tag.get("name") if isinstance(tag, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise bad_request("Tag name invalid", "TAG_001")
    with sandbox().lock:
        sandbox().directory.space(space_id, seen_by=caller())
        make_tag(sandbox(), space_id, name, caller())
    return {}


@space_tags.delete("/<path:tag_name>")
def remove(space_id: str, tag_name: str) -> Answer:
    """https://developer.clickup.com/reference/deletespacetag"""
    with sandbox().lock:
        sandbox().directory.space(space_id, seen_by=caller())
        drop_tag(sandbox(), space_id, tag_name, caller())
    return {}
