"""Where the parts of a process are in a workspace, and what is still to be created."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.doctor.matching import StatusName
from app.errors import ForPeopleError
from clickup_client.models import CustomField, Group, List, User, Workspace


@dataclass(frozen=True, slots=True)
class Flags:
    """
    The choices of the command line, by the names in the process file; "" means: does not exist yet.

    `options` are by datum and choice, such as `Severity/Critical`.
    """

    workspace: str | None = None
    lists: Mapping[str, str] | None = None
    statuses: Mapping[str, str] | None = None
    fields: Mapping[str, str] | None = None
    owners: Mapping[str, str] | None = None
    options: Mapping[str, str] | None = None
    time_zone: str | None = None


@dataclass(frozen=True, slots=True)
class ChosenOwner:
    """The people behind an owner: users or one group."""

    users: tuple[User, ...] = ()
    group: Group | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What was found and chosen.

    Attributes:
        lists: By the key in the process file: `tickets`, `first level`, `companies`.
        statuses: By stage; missing ones are left out.
        fields: By the key of their need; missing ones are left out.
        to_do: What a person has to create in ClickUp, one line each.
        options: The options of a datum's field that have other names than its choices, by the datum.
        renamed: Each name of the process file with the one it has in ClickUp.
    """

    workspace: Workspace
    lists: Mapping[str, List]
    statuses: Mapping[str, StatusName]
    fields: Mapping[str, CustomField]
    owners: Mapping[str, ChosenOwner]
    to_do: tuple[str, ...]
    options: Mapping[str, Mapping[str, str]]
    renamed: tuple[tuple[str, str], ...]


class ChoiceError(ForPeopleError):
    """A flag names something that does not exist; the text lists what does."""
