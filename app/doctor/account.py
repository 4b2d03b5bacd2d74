"""Checks of the token, the plan and the clock."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.doctor.check import Check, bad, good, warning
from app.messages.admin import failures as words
from clickup_client.errors import ClickUpError
from clickup_client.models import Budget, User, Workspace

#: Plans without the Automation action "Send email".
#: Source: https://help.clickup.com/hc/en-us/articles/6312097314199-Use-Automation-Actions
PLANS_WITHOUT_MAIL = frozenset({"free", "free forever", "unlimited"})

#: Tolerance: a `Date` header has whole seconds, and the answer needs time to arrive.
UNNOTICED_SKEW = timedelta(seconds=10)
#: With a difference like this, dates and waiting times become wrong.
WORST_SKEW = timedelta(minutes=2)


def check_token(answer: User | ClickUpError) -> Check:
    """Check that ClickUp accepts the token, and name its user."""
    match answer:
        case User():
            who = answer.email or answer.username or str(answer.id)
            return good("token", f"The token belongs to {who} (user {answer.id}).")
        case _:
            return no_answer("token", answer)


def no_answer(name: str, error: ClickUpError) -> Check:
    """ClickUp could not be reached, refused, or gave an unexpected answer."""
    failure = words.of_clickup(error)
    return bad(name, failure.found, failure.fix)


def check_bot_user(user: User, workspace: Workspace, owners: frozenset[int]) -> Check:
    """With a person's token the bot would mistake that person's moves for its own."""
    if user.id in owners:
        return warning(
            "user",
            f"{user.email or user.username} owns a stage and is also the bot's user.",
            "Invite a separate user for the bot and use its token. Comments appear under that user's name.",
        )
    return check_role(user, workspace) or good(
        "user", f"The bot's user is a member of {workspace.name} and owns no stage."
    )


def check_role(user: User, workspace: Workspace) -> Check | None:
    """What a guest cannot do; None for a member, or where ClickUp does not tell the role."""
    member = next((each for each in workspace.members if each.id == user.id), None)
    if not (user.is_guest or (member is not None and member.is_guest)):
        return None
    return bad(
        "role",
        f"The bot's user is a guest in {workspace.name}. A guest sees only what is shared with it, cannot "
        "create webhooks, and may be refused fields, tags and people, so moves are found late or not at all.",
        "Make it a member under Settings → People. Only a member can be the bot.",
    )


def check_plan(plan: str, budget: Budget | None, *, tells: bool) -> Check:
    """Say what the workspace's plan allows; `tells`: the process tells clients by e-mail."""
    calls = "an unknown number of calls" if budget is None else f"{budget.limit} calls per minute"
    if tells and plan.casefold() in PLANS_WITHOUT_MAIL:
        return warning(
            "plan",
            f"{plan}: {calls}, and no Automations that send e-mails.",
            "Clients are told by comments instead. E-mails need the Business plan or higher.",
        )
    return good("plan", f"{plan}: {calls}.")


def check_clock(date_header: str | None, received_at: datetime) -> Check:
    """Compare this machine's clock with ClickUp's."""
    try:
        theirs = parsedate_to_datetime(date_header or "")
    except ValueError:
        return warning("clock", "ClickUp sent no time, so the clock could not be compared.")
    skew = received_at - theirs
    seconds = abs(round(skew.total_seconds()))
    if abs(skew) <= UNNOTICED_SKEW:
        return good("clock", "This machine's clock agrees with ClickUp's.")
    side = "ahead of" if skew > timedelta() else "behind"
    found = f"This machine's clock is {seconds} seconds {side} ClickUp's."
    fix = "Set the machine's clock from the network (NTP)."
    return bad("clock", found, fix) if abs(skew) > WORST_SKEW else warning("clock", found, fix)
