"""The people of a data file, and the tokens that act for them."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator

from clickup_client.sandbox.workspace.task_seeds import Entry


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"{name!r} is not a time zone; use a name such as Europe/Berlin") from None
    return name


ZoneName = Annotated[str, AfterValidator(_known_zone)]


#: The roles of a Workspace's members, by their number in the API.
ROLES = {1: "owner", 2: "admin", 3: "member", 4: "guest"}


class User(Entry):
    """
    A member of the Workspace, and the personal token that acts for them.

    AI agents are users with negative ids. ``only_lists`` has the ids of the Lists that someone was invited to
    who sees nothing else; a guest sees nothing else than these. ``invited``: they have not answered yet.
    """

    id: int
    username: str
    email: str
    token: str | None = None
    time_zone: ZoneName = "UTC"
    color: str = "#7b68ee"
    role: Literal["owner", "admin", "member", "guest"] = "member"
    only_lists: tuple[str, ...] | None = None
    invited: bool = False

    @property
    def is_guest(self) -> bool:
        """Whether they are from outside."""
        return self.role == "guest"

    def sees_list(self, list_id: str) -> bool:
        """Whether a List is theirs to see."""
        if self.only_lists is None:
            return not self.is_guest
        return list_id in self.only_lists

    @property
    def sees_spaces(self) -> bool:
        """Whether they belong to the Spaces, and were not only invited to Lists."""
        return self.only_lists is None and not self.is_guest

    @property
    def zone(self) -> ZoneInfo:
        """Their time zone, ready to calculate with."""
        return ZoneInfo(self.time_zone)


class App(Entry):
    """An OAuth app of the Workspace. Of a redirect URL of this machine the port does not matter."""

    name: str
    client_id: str
    client_secret: str
    redirect_urls: tuple[str, ...] = ()


class Group(Entry):
    """A Team of users ("group" in API v2). Members by e-mail address."""

    id: str
    name: str
    members: tuple[str, ...] = ()
