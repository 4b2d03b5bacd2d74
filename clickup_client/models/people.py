"""Those who have tickets and change them."""

from typing import Annotated

from pydantic import BeforeValidator

from clickup_client.models.values import Name, or_empty
from clickup_client.records import Answer, Whole

#: The user that acts for Automations, and usually for Forms. AI agents have other negative ids.
CLICKBOT = -1


#: The role of guests among the members of a Workspace; the reference does not document roles.
GUEST = 4


class User(Answer):
    """
    A person, or ClickBot (id -1), who acts for Automations and Forms.

    ``timezone`` is an IANA name; ClickUp tells it only of the user whose token it is (``GET /user``).
    """

    id: int
    username: str | None = None
    email: str | None = None
    role: int | None = None
    role_key: str | None = None
    timezone: str | None = None

    @property
    def has_role(self) -> bool:
        """Whether ClickUp sent their role, which it does only with a Workspace."""
        return self.role is not None or self.role_key is not None

    @property
    def is_guest(self) -> bool:
        """Whether they see only what was shared with them, if ClickUp sent their role."""
        return self.role == GUEST or self.role_key == "guest"


class Group(Whole):
    """A Team of users (ClickUp's API says *group*)."""

    id: str
    name: Name = ""
    members: Annotated[tuple[User, ...], BeforeValidator(or_empty)] = ()
