"""Checks of the token, the plan and the clock."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from app.doctor.check import Check, bad, good, warning
from clickup_client.errors import ClickUpError, NotAuthorisedError
from clickup_client.models import Budget, User, Workspace

#: Plans without the Automation action "Send email".
#: Source: https://help.clickup.com/hc/en-us/articles/6312097314199-Use-Automation-Actions
PLANS_WITHOUT_MAIL = frozenset({"free", "free forever", "unlimited"})

#: A `Date` header has whole seconds, and the answer was on its way for a while.
UNNOTICED_SKEW = timedelta(seconds=10)
#: Dates and waiting times are wrong from here on.
WORST_SKEW = timedelta(minutes=2)


def check_token(answer: User | ClickUpError) -> Check:
    """Whether ClickUp knows the token, and whose it is."""
    match answer:
        case User():
            who = answer.email or answer.username or str(answer.id)
            return good("token", f"It is the token of {who} (user {answer.id}).")
        case NotAuthorisedError():
            return bad(
                "token",
                f"ClickUp refuses it ({answer.code or answer.status}).",
                "Make a new one as the bot's user under Settings → Apps, and set STAGEGATE_CLICKUP_TOKEN.",
            )
        case _:
            return no_answer("token", answer)


def no_answer(name: str, error: ClickUpError) -> Check:
    """ClickUp could not be asked."""
    return bad(
        name,
        f"ClickUp did not answer as it should: {error}.",
        "See that STAGEGATE_CLICKUP_API_URL is right and can be reached from here, then try again.",
    )


def check_bot_user(user: User, workspace: Workspace, owners: frozenset[int]) -> Check:
    """A person's token would make the bot take that person's moves for its own."""
    if user.id in owners:
        return warning(
            "user",
            f"{user.email or user.username} owns a stage and is the bot at the same time.",
            "Invite a user of its own for the bot, and take its token: comments carry its name.",
        )
    return good("user", f"It is a member of {workspace.name} and owns no stage.")


def check_plan(plan: str, budget: Budget | None) -> Check:
    """What the workspace's plan allows."""
    calls = "an unknown number of calls" if budget is None else f"{budget.limit} calls a minute"
    if plan.casefold() in PLANS_WITHOUT_MAIL:
        return warning(
            "plan",
            f"{plan}: {calls}, and no Automations that send e-mails.",
            "Clients are told by comments instead; e-mails need the plan Business or higher.",
        )
    return good("plan", f"{plan}: {calls}.")


def check_clock(date_header: str | None, received_at: datetime) -> Check:
    """Whether this machine's clock is right, by ClickUp's."""
    try:
        theirs = parsedate_to_datetime(date_header or "")
    except ValueError:
        return warning("clock", "ClickUp did not tell the time, so the clock could not be compared.")
    skew = received_at - theirs
    seconds = abs(round(skew.total_seconds()))
    if abs(skew) <= UNNOTICED_SKEW:
        return good("clock", "It agrees with ClickUp's.")
    found = f"It is {seconds} seconds {'ahead of' if skew > timedelta() else 'behind'} ClickUp's."
    fix = "Let the machine take its time from the network (NTP)."
    return bad("clock", found, fix) if abs(skew) > WORST_SKEW else warning("clock", found, fix)
