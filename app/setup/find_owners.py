"""Finds the people and groups who own stages."""

from collections.abc import Sequence

from app.doctor.matching import match_named, near_to
from app.setup.choosing import Chooser, Option, Question
from app.setup.plan import ChoiceError, ChosenOwner
from clickup_client.models import Group, User
from rules.process.owner import Owner
from rules.wording import choose


def find_owner(
    name: str,
    owner: Owner,
    *,
    members: Sequence[User],
    groups: Sequence[Group],
    given: str | None,
    chooser: Chooser,
) -> ChosenOwner:
    """
    The people named in the process file, else the group named like the owner, else the chosen ones.

    `given` is a group's name, or comma-separated e-mail addresses.

    Raises:
        ChoiceError: The flag names no one in the workspace.
        MissingChoiceError: The owner is unknown and no one can be asked.
    """
    if given:
        return _given(name, given, members, groups)
    if owner.group is not None:
        group = match_named(owner.group, owner.ids[0] if owner.ids else None, groups).found
        if group is not None:
            return ChosenOwner(group=group)
    else:
        ids = owner.ids or (None,) * len(owner.users)
        found = [_user(each, user_id, members) for each, user_id in zip(owner.users, ids, strict=True)]
        if all(found):
            return ChosenOwner(users=tuple(user for user in found if user is not None))
    same = match_named(name, None, groups).found
    if same is not None:
        return ChosenOwner(group=same)
    return _ask(name, owner, members, groups, chooser)


def _given(name: str, given: str, members: Sequence[User], groups: Sequence[Group]) -> ChosenOwner:
    group = match_named(given, given, groups).found
    if group is not None:
        return ChosenOwner(group=group)
    found = [(part.strip(), _user(part.strip(), None, members)) for part in given.split(",")]
    for part, user in found:
        if user is None:
            known = [each.name for each in groups] + sorted(each.email for each in members if each.email)
            raise ChoiceError(
                f'--owner "{name}={given}": there is no person or group {part}; {choose(part, known)}.'
            )
    return ChosenOwner(users=tuple(user for _, user in found if user is not None))


def _ask(
    name: str, owner: Owner, members: Sequence[User], groups: Sequence[Group], chooser: Chooser
) -> ChosenOwner:
    near = near_to(name, groups, owner.group or name)
    others = [each for each in groups if each not in near]
    people = sorted(
        (each for each in members if each.email), key=lambda user: (user.username or "").casefold()
    )
    wanted = f'The group "{owner.group}"' if owner.group else " and ".join(owner.users)
    question = Question(
        about=f"{wanted}, the owner {name} in the process file, is not in the workspace. Who is it?",
        flag=f'--owner "{name}=..."',
        options=(
            *(Option(each.name, f"{each.name} (group)") for each in (*near, *others)),
            *(Option(each.email or "", f"{each.username} ({each.email})") for each in people),
        ),
        near=len(near),
    )
    return _given(name, chooser.choose(question) or "", members, groups)


def _user(wanted: str, user_id: str | None, members: Sequence[User]) -> User | None:
    """Find a user by id, else by e-mail address."""
    by_id = next((each for each in members if str(each.id) in (user_id, wanted)), None)
    folded = wanted.casefold()
    return by_id or next((each for each in members if (each.email or "").casefold() == folded), None)
