"""The steps of `stagegate setup`, in order.  Each step is safe to repeat."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.bootstrap import start_bot
from app.config.settings import Settings
from app.doctor.code_hosts import needs_code_host
from app.doctor.time_zone import check_time_zone
from app.process.file import parse_process
from app.setup.choosing import Chooser
from app.setup.database import database_to_set_up
from app.setup.find import find_process
from app.setup.plan import Flags, Plan
from app.setup.process_on_disk import SetupError, difference, new_file_text, read_text, replace_text
from app.setup.process_text import filled_in
from app.setup.to_do import to_do_lines
from app.store.migrate import upgrade
from app.webhooks import ensure as ensure_webhooks
from app.webhooks.repairs import WebhookReport
from app.workspace.clients import patient_client
from rules.process.process import Process

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """
    The options of the command line.

    Attributes:
        file: The process file to write.
        flags: Choices made by flags.
        public_url: The receiver's address; overrides the settings.
        only_show: Change neither file nor database nor ClickUp.
        with_webhooks: Register the webhooks.
        asks_first: Ask for confirmation of the diff before writing the file.
    """

    file: Path
    flags: Flags
    public_url: str | None = None
    only_show: bool = False
    with_webhooks: bool = True
    asks_first: bool = True


def set_up(settings: Settings, wishes: Wishes, chooser: Chooser, say: Say) -> None:
    """
    Find the process in ClickUp, write the file, bring the database up to date, register the webhooks.

    Raises:
        SetupError, ChoiceError, MissingChoiceError, ProcessFileError: The user must choose or fix something.
        ClickUpError: ClickUp refused or did not answer.
    """
    given, settings = settings, _complete(settings, wishes, chooser)
    before = read_text(wishes.file)
    text = before if before is not None else new_file_text(wishes.file)
    process = parse_process(text.encode(), file=str(wishes.file))
    with patient_client(settings) as client:
        user = client.get_user()
        say(f"✓ The token belongs to {user.email or user.username}.")
        plan = find_process(client, process, wishes.flags, chooser)
        several = len(client.get_workspaces()) > 1
    _tell_what_was_found(plan, process, say)
    text = filled_in(text, process, plan)
    process = parse_process(text.encode(), file=str(wishes.file))
    if not _write(wishes, before, text, chooser, say):
        return
    say(check_time_zone(user, process, datetime.now(UTC)).line)
    if not wishes.only_show:
        _connect(settings, wishes, plan, say)
    say("")
    for line in to_do_lines(process, plan.to_do, list_name=plan.lists["tickets"].name):
        say(line)
    say("")
    for line in (
        *_lacking(given, settings, wishes, plan, process, several=several),
        *_next_steps(wishes, process),
    ):
        say(line)


def _complete(settings: Settings, wishes: Wishes, chooser: Chooser) -> Settings:
    """Ask for missing settings.  If no one can be asked, a missing token raises its own error."""
    if settings.clickup_token is None:
        if not chooser.is_there:
            settings.require("clickup_token")
        token = chooser.ask("Token of the bot's own ClickUp user (pk_...):", flag="", is_secret=True)
        settings = settings.model_copy(update={"clickup_token": SecretStr(token)})
    if wishes.public_url is not None:
        settings = settings.model_copy(update={"public_url": checked_address(wishes.public_url)})
    elif settings.public_url is None and wishes.with_webhooks and not wishes.only_show:
        about = "The https address at which ClickUp reaches `stagegate web`"
        flag = '--public-url "https://..."'
        address = chooser.ask(f"{about}:" if chooser.is_there else f"{about}; or --no-webhooks.", flag=flag)
        settings = settings.model_copy(update={"public_url": checked_address(address)})
    return settings


def checked_address(address: str) -> str:
    """The address without a trailing slash.  Raises :exc:`SetupError` if it is not an address."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SetupError(f'"{address}" is not an http:// or https:// address.')
    return address.rstrip("/")


def _tell_what_was_found(plan: Plan, process: Process, say: Say) -> None:
    say(f"✓ Workspace {plan.workspace.name}; lists {', '.join(each.name for each in plan.lists.values())}.")
    fields = {field.id for field in plan.fields.values()}
    stages, owners = f"{len(plan.statuses)} of {len(process.stages)} stages", len(plan.owners)
    say(f"✓ Found the statuses of {stages}, {len(fields)} fields and {owners} owners.")


def _write(wishes: Wishes, before: str | None, text: str, chooser: Chooser, say: Say) -> bool:
    """Show the difference and write it; False if the user declined."""
    if before == text:
        say(f"✓ {wishes.file} is already up to date.")
        return True
    say("")
    for line in difference(wishes.file, before, text):
        say(line)
    say("")
    if wishes.only_show:
        say("Nothing was written.")
        return True
    if wishes.asks_first and not chooser.confirm(f"Write this to {wishes.file}?"):
        say("Nothing was written.")
        return False
    replace_text(wishes.file, text)
    say(f"✓ Wrote {wishes.file}.")
    return True


def _connect(settings: Settings, wishes: Wishes, plan: Plan, say: Say) -> None:
    with database_to_set_up(settings) as database_url:
        upgrade(database_url)
        say("✓ The database is up to date.")
        if not wishes.with_webhooks or settings.public_url is None:
            say("! No webhooks were registered. The worker does so when it starts.")
            return
        update = {"database_url": database_url, "process": wishes.file, "workspace": plan.workspace.id}
        bot = start_bot(settings.model_copy(update=update))
        try:
            report = ensure_webhooks.ensure(bot, settings.public_url)
        finally:
            bot.close()
        for line in _webhook_lines(report, settings.public_url):
            say(line)


def _webhook_lines(report: WebhookReport, public_url: str) -> Iterator[str]:
    for repair in report.repairs:
        yield f"✓ Webhook of {repair.list_name}: {repair.kind.value}."
    if not report.repairs:
        yield f"✓ The webhooks already deliver to {public_url}."


def _lacking(
    given: Settings, settings: Settings, wishes: Wishes, plan: Plan, process: Process, *, several: bool
) -> Iterator[str]:
    """Lines about settings that the user must store: asked for, chosen by a flag, or still missing."""
    variables = []
    if given.clickup_token is None:
        variables.append("STAGEGATE_CLICKUP_TOKEN=(the token)")
    if given.public_url is None:
        url = settings.public_url or "(the https address at which ClickUp reaches `stagegate web`)"
        variables.append(f"STAGEGATE_PUBLIC_URL={url}")
    if given.process != wishes.file:
        variables.append(f"STAGEGATE_PROCESS={wishes.file}")
    if given.workspace is None and several:
        variables.append(f"STAGEGATE_WORKSPACE={plan.workspace.id}")
    if needs_code_host(process) and given.github_token is None and given.gitlab_token is None:
        variables.append("STAGEGATE_GITHUB_TOKEN=(may read pull requests; or STAGEGATE_GITLAB_TOKEN)")
    if variables:
        yield "Set these in the environment or in a file .env in the working directory:"
        yield from (f"  {variable}" for variable in variables)


def _next_steps(wishes: Wishes, process: Process) -> Iterator[str]:
    yield "Next:"
    yield "  `stagegate doctor` checks everything and says how to fix what is wrong."
    yield "  `stagegate run` starts it on one machine; `stagegate web` and `stagegate worker` on several."
    if process.mode == "shadow":
        yield "It starts in shadow mode: moves are judged and recorded, but nothing in ClickUp changes."
        yield "See the verdicts with `stagegate explain TASK`. When they are right, set `mode: enforce`"
        yield f"in {wishes.file} and restart Stagegate."
