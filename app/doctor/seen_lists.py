"""Reads the lists of the process from ClickUp, each with one call where its id is known."""

from functools import cached_property

from app.doctor import places
from app.doctor.check import Check
from app.workspace.find import list_by_id, lists_of
from clickup_client.client import ClickUpClient
from clickup_client.models import List, Workspace
from rules.process.lists import ListName


class SeenLists:
    """The lists of a workspace, read when they are needed."""

    def __init__(self, client: ClickUpClient, workspace: Workspace) -> None:
        self._client = client
        self._workspace = workspace

    def find(self, what: str, wanted: ListName, known_id: str | None) -> tuple[Check, List | None]:
        """
        Check that a list is there, and read it with its statuses.

        `what`: its role in the process.  `known_id`: where a worker found it.

        Raises:
            ClickUpError: ClickUp could not be reached or refused.
        """
        by_id = list_by_id(self._client, wanted.id or known_id)
        if by_id is not None and (wanted.id or by_id.name.casefold() == wanted.name.casefold()):
            return places.check_list(what, wanted, [by_id])
        check, found = places.check_list(what, wanted, self._all)
        return check, None if found is None else self._client.get_list(found.id)

    @cached_property
    def _all(self) -> tuple[List, ...]:
        return lists_of(self._client, self._workspace)
