"""Checks the tags and fields that show SLA levels and pause SLA clocks."""

from collections.abc import Iterable, Iterator, Sequence

from app.doctor.check import Check, good, warning
from app.doctor.matching import match_field
from app.doctor.needs import FieldNeed
from app.doctor.places import check_field
from app.workspace.refusals import is_refusal
from clickup_client.client import ClickUpClient
from clickup_client.errors import ClickUpError, NotFoundError
from clickup_client.models import CustomField, SpaceTag
from rules.process.process import Process
from rules.sla.shown import all_shown


def tags_of(client: ClickUpClient, space_id: str | None) -> tuple[SpaceTag, ...] | None:
    """The tags of a Space; None where ClickUp does not show it, as to a user invited only to lists."""
    if space_id is None:
        return ()
    try:
        return client.get_space_tags(space_id)
    except ClickUpError as error:
        if isinstance(error, NotFoundError) or is_refusal(error):
            return None
        raise


def lacks_tag(client: ClickUpClient, process: Process, space_id: str | None) -> str | None:
    """The tag that pauses SLA clocks, if its Space can be seen and has none of that name."""
    mark = process.sla.paused_by
    if mark is None or mark.tag is None or space_id is None:
        return None
    tags = tags_of(client, space_id)
    return None if tags is None or _has(tags, mark.tag) else mark.tag


def check_clocks(
    process: Process, fields: Sequence[CustomField], tags: Iterable[SpaceTag] | None
) -> Iterator[Check]:
    """
    Check that the fields and the tag of the section `sla` exist.

    `tags` are those of the Space; None if they cannot be read.
    """
    wrong = 0
    for need in _needs(process):
        check = check_field(need, match_field(need, fields, others=()))
        if check is not None:
            wrong += 1
            yield check
    mark = process.sla.paused_by
    if mark is not None and mark.tag is not None and tags is None:
        wrong += 1
        yield warning(
            f"tag {mark.tag}",
            "The bot's user does not see the Space, so it cannot check whether the tag exists.",
            "Share the Space with that user, or check the tag yourself.",
        )
    elif mark is not None and mark.tag is not None and not _has(tags or (), mark.tag):
        wrong += 1
        yield warning(
            f"tag {mark.tag}",
            "The Space has no such tag, so no SLA clock is paused.",
            "Add the tag to a ticket once, which creates it, or correct `paused by` in the process file.",
        )
    if not wrong:
        yield good("SLAs", "The tags or fields that show SLA levels and pause clocks exist.")


def _needs(process: Process) -> Iterator[FieldNeed]:
    shown, pausing = process.sla.shown_as, process.sla.paused_by
    if shown is not None and shown.field is not None:
        yield _need("shown as", shown.field, ("drop_down",), all_shown(process))
    if pausing is not None and pausing.field is not None:
        yield _need("paused by", pausing.field, ("checkbox", "drop_down"))


def _need(key: str, name: str, types: tuple[str, ...], options: tuple[str, ...] = ()) -> FieldNeed:
    return FieldNeed(
        key=f"sla: {key}",
        place=("sla", key),
        name_key="field",
        id_key="",
        where="tickets",
        name=name,
        id=None,
        types=types,
        options=options,
    )


def _has(tags: Iterable[SpaceTag], name: str) -> bool:
    return any(tag.name.strip().casefold() == name.strip().casefold() for tag in tags)
