"""The people behind the name of an owner."""

from typing import Annotated

from pydantic import Discriminator, Tag, model_validator

from rules.process.part import Name, Part, fault
from rules.wording import quoted


class Owner(Part):
    """
    Who owns a stage: either ``users`` or one ``group``.

    Attributes:
        users: People, by e-mail address or ClickUp id.
        group: A group of users in ClickUp, by name or id.
        ids: ClickUp's ids of these users in the same order, or of the group. They stay the same when an
            address or a name changes.
    """

    users: tuple[Name, ...] = ()
    group: Name | None = None
    ids: tuple[Name, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> "Owner":
        if bool(self.users) == bool(self.group):
            raise fault("give exactly one of users: [...] and group: ...")
        for user in self.users:
            if "@" not in user and not user.isdecimal():
                raise fault(f"{quoted(user)} is neither an e-mail address nor a ClickUp user id", key="users")
        if len(self.ids) not in (0, 1 if self.group else len(self.users)):
            what = (
                "give one id for the group" if self.group else "give one id for each user, in the same order"
            )
            raise fault(what, key="ids")
        return self


def _name_or_people(value: object) -> str:
    return "(people)" if isinstance(value, dict | Owner) else "(a name)"


#: The name of one of the owners, or people.
OwnerOrName = Annotated[
    Annotated[Name, Tag("(a name)")] | Annotated[Owner, Tag("(people)")], Discriminator(_name_or_people)
]
