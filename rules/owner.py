"""The people behind a name of the process."""

from pydantic import model_validator

from rules.part import Name, Part, fault
from rules.wording import quoted


class Owner(Part):
    """
    Who owns a stage: either ``users``, by e-mail address or ClickUp id, or one ClickUp ``group``.

    ``group`` is the group's name or id.
    """

    users: tuple[Name, ...] = ()
    group: Name | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Owner":
        if bool(self.users) == bool(self.group):
            raise fault("an owner is either users: [...] or group: ..., one of them")
        for user in self.users:
            if "@" not in user and not user.isdecimal():
                raise fault(f"{quoted(user)} is neither an e-mail address nor a ClickUp user id", key="users")
        return self
