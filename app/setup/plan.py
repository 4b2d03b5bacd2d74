"""Where everything of a process is in a workspace, as far as it is there, and what is still to be made."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.doctor.matching import StatusName
from clickup_client.models import CustomField, Group, List, User, Workspace


@dataclass(frozen=True, slots=True)
class Flags:
    """What the command line chose, by the names of the process file; "" means: not there yet."""

    workspace: str | None = None
    lists: Mapping[str, str] | None = None
    statuses: Mapping[str, str] | None = None
    fields: Mapping[str, str] | None = None
    owners: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ChosenOwner:
    """The people of an owner: users or one group."""

    users: tuple[User, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What was found and chosen.

    Attributes:
        lists: By the key in the process file: `tickets`, `first level`, `companies`.
        statuses: By stage; those that are not there are left out.
        fields: By the key of what needs them; those that are not there are left out.
        to_do: What somebody has to make in ClickUp, a line each.
    """

    workspace: Workspace
    lists: Mapping[str, List]
    statuses: Mapping[str, StatusName]
    fields: Mapping[str, CustomField]
    owners: Mapping[str, ChosenOwner]
    to_do: tuple[str, ...]


class ChoiceError(Exception):
    """A flag names something that is not there; the text says what is."""
