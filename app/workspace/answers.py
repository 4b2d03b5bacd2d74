"""
How ClickUp behaves in this workspace, where its documentation does not say.

`stagegate probe` tests this and stores the answers.  The bot follows them; without an answer it assumes what
is likely.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import Connection

from app.store import key_values
from clickup_client.calls.comments import TextAs

_KEPT_AS = "probe"

#: Why a question was not asked: something is missing for it, the calls were used up, or ClickUp refused.
Reason = Literal["lacking", "calls", "refused"]

#: A user with the id -1, any negative id, a person, or no one.
FormCreator = Literal["clickbot", "agent", "person", "nobody"]
_FORM_CREATORS: Mapping[str, FormCreator] = {name: name for name in get_args(FormCreator)}


class Seen(BaseModel):
    """
    What ClickUp did.

    Attributes:
        value: One of the answers to the question, or ClickUp's status and code, such as `401 OAUTH_027`.
        number: Seconds, characters or minutes from UTC, where the question is about them.
        zone: For a time zone: a name that fits.
    """

    model_config = ConfigDict(frozen=True)

    value: str
    number: int | None = None
    zone: str | None = None


class NotAsked(BaseModel):
    """Why there is no answer; `code` is ClickUp's code if it refused."""

    model_config = ConfigDict(frozen=True)

    reason: Reason
    code: str | None = None


class Report(BaseModel):
    """The answers of one probe, by the key of each question; `differing` ones are not as expected."""

    model_config = ConfigDict(frozen=True)

    workspace_id: str
    asked_at: datetime
    calls: int
    seen: Mapping[str, Seen]
    not_asked: Mapping[str, NotAsked]
    differing: tuple[str, ...] = ()


class Answers(BaseModel):
    """
    What the bot does because of the answers.  The defaults are for a workspace that was never probed.

    Attributes:
        automations_run: Automations run on changes by API, so they can send notices.
        text_as: How the text of an edited comment is sent.
        resolves_unassigned: A comment that is assigned to no one can be resolved.
        makes_tags: ClickUp makes a tag that the Space does not have when a ticket gets it.
        zone: The zone of the days that the bot sets; None: that of its own account.
        longest_comment, longest_description: The limit in characters; None if there is none.
        guests_have_role: Guests have their own role.
        form_creator: Who makes the tickets of Forms.
    """

    model_config = ConfigDict(frozen=True)

    automations_run: bool = True
    text_as: TextAs = "blocks"
    resolves_unassigned: bool = True
    makes_tags: bool = True
    zone: str | None = None
    longest_comment: int | None = None
    longest_description: int | None = None
    guests_have_role: bool = True
    form_creator: FormCreator = "clickbot"


def keep(connection: Connection, report: Report) -> None:
    """Store a report; it replaces an earlier one."""
    key_values.put(connection, _KEPT_AS, report.model_dump(mode="json"))


def read(connection: Connection, workspace_id: str | None = None) -> Report | None:
    """Read the stored report; None if there is none for this workspace."""
    stored: Any = key_values.get(connection, _KEPT_AS)
    try:
        report = None if stored is None else Report.model_validate(stored)
    except ValidationError:  # another version kept it
        return None
    return report if report is None or workspace_id in (None, report.workspace_id) else None


def answers_of(report: Report | None) -> Answers:
    """Derive from a report what the bot does."""
    if report is None:
        return Answers()
    saw = {key: seen.value for key, seen in report.seen.items()}
    zone = report.seen.get("due_date_zone")
    return Answers(
        automations_run=saw.get("automations") != "do_not_run",
        text_as=_text_as(saw.get("edit_with_blocks"), saw.get("edit_with_both")),
        resolves_unassigned=saw.get("resolving_unassigned") in (None, "resolves"),
        makes_tags=saw.get("unknown_tag") in (None, "is_created"),
        zone=None if zone is None else zone.zone,
        longest_comment=_longest(report.seen.get("longest_comment")),
        longest_description=_longest(report.seen.get("longest_description")),
        guests_have_role=saw.get("guest_role") != "nothing",
        form_creator=_FORM_CREATORS.get(saw.get("form_creator", ""), "clickbot"),
    )


def _text_as(blocks: str | None, both: str | None) -> TextAs:
    """Only the array if that keeps the format; or else the array and the text; or else only the text."""
    if blocks in (None, "keeps_format"):
        return "blocks"
    return "both" if both == "shows_once" else "plain"


def _longest(seen: Seen | None) -> int | None:
    return None if seen is None or seen.value == "is_kept_whole" else seen.number
