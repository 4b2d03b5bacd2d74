"""Who looks at a page."""

from flask import request

from clickup_client.sandbox.access.context import sandbox
from clickup_client.sandbox.state import Sandbox
from clickup_client.sandbox.workspace.people import User


def people_of(sandbox: Sandbox) -> list[User]:
    """Whom a person can act as: those with a token, programs (whose webhooks there are) behind the others."""
    programs = sandbox.programs()
    with_token = [user for user in sandbox.directory.users.values() if user.token]
    return sorted(with_token, key=lambda user: (user.id in programs, user is with_token[0]))


def looking() -> User:
    """The user of ``?as=``; the first one if it names no one."""
    with sandbox().lock:
        asked = request.args.get("as", "")
        known = {str(user.id): user for user in sandbox().directory.users.values()}
        people = people_of(sandbox()) or list(known.values())
        return known.get(asked, people[0])
