"""
How this ClickUp behaves where sources differ, are weak or are silent: one switch for each open question.

A program that is right under ClickUp is right under both answers. The defaults are what was recorded or
measured; where nothing was, any of the answers.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

#: An answer that says no, by its HTTP status and ECODE.
NoTask = Literal["401 OAUTH_027", "401 ACCESS_083", "404 ITEM_013"]

Length = Annotated[int, Field(ge=1)] | None


class Behaviours(BaseModel):
    """The answers in force. Frozen; ``POST /sandbox/behaviours`` replaces it."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    automations_on_api_changes: bool = Field(
        default=True,
        description="Automations run on changes made by API. Documented; not recorded for a custom field.",
    )
    automations_after_ms: int = Field(
        default=0, ge=0, description="They run so long after the change. About ten seconds were measured."
    )
    edit_with_blocks_keeps_format: bool = Field(
        default=True,
        description="`PUT /comment` with the `comment` array alone keeps its formatting. Measured once.",
    )
    edit_with_both_doubles: bool = Field(
        default=True,
        description="`PUT /comment` with `comment` and `comment_text` shows both. Measured once; otherwise "
        "the array counts.",
    )
    resolving_unassigned_comment: Literal["resolved", "ignored"] = Field(
        default="resolved", description="What resolving a comment that is assigned to no one does. Unproven."
    )
    unknown_tag_is_created: bool = Field(
        default=True,
        description="A tag that the Space does not have is made when a task gets it. Measured; otherwise the "
        "task does not get it, with 200.",
    )
    dates_snapped_in_zone_of: Literal["caller", "owner"] = Field(
        default="caller",
        description="Whose 04:00 a date without a time becomes. Measured: that of the token's owner.",
    )
    custom_dates_snapped: bool = Field(
        default=True, description="Date fields are snapped as due dates are. Unproven."
    )
    unknown_task_answers: NoTask = Field(
        default="401 OAUTH_027", description="For a task that never existed or was purged. Recorded."
    )
    hidden_task_answers: NoTask = Field(
        default="401 ACCESS_083", description="For a task that the token may not see. Both 401 were recorded."
    )
    trashed_task_answers: NoTask = Field(
        default="404 ITEM_013", description="For a task in the trash. Measured."
    )
    unknown_status_ecode: str = Field(
        default="CRTSK_001",
        description="Code of the 400 for a status that the List does not have. Sources differ.",
    )
    longest_comment: Length = Field(
        default=None, description="Characters of a comment; more is cut in silence. Unknown."
    )
    longest_description: Length = Field(
        default=50_000,
        description="Characters of a description; more is cut in silence, as measured. How many is unknown.",
    )
    quotes_are_dropped: bool = Field(
        default=True,
        description="Lines that begin with `> ` are deleted from plain comments and descriptions. "
        "Measured once.",
    )
    url_fields_drop_other_text: bool = Field(
        default=True,
        description="A URL field that is given no URL stays as it is, with 200. A weak source; "
        "otherwise 400.",
    )
    form_creator: Literal["clickbot", "agent", "owner", "nobody"] = Field(
        default="clickbot",
        description="Who makes the task of a Form: id -1, another negative id, the Workspace's owner, or "
        "`creator` is null. Nothing was recorded.",
    )
    list_webhooks_tell_of_shown_tasks: bool = Field(
        default=False,
        description="The webhook of a List hears of tasks of other Lists that are shown in it. Nothing was "
        "recorded.",
    )
    guest_role: Literal["number", "key", "nothing"] = Field(
        default="number",
        description="How `GET /team` shows a guest: `role` 4, only `role_key`, or without a role. "
        "Nothing was recorded.",
    )
    local_webhook_addresses: bool = Field(
        default=False,
        description="Webhooks may go to this machine and private networks. ClickUp refuses them (OAUTH_194); "
        "the demo's workspace allows them.",
    )
