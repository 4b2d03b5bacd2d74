"""The steps of `stagegate setup`, in order.  Each step is safe to repeat."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit

from pydantic import SecretStr

from app.bootstrap import start_bot
from app.config.settings import Settings
from app.config.sign_in import MAKE_A_KEY, missing_for_sign_in, redirect_url
from app.doctor.account import check_role
from app.doctor.code_hosts import needs_code_host
from app.doctor.needs import kinds_of
from app.doctor.proof import keep_word, unsettled
from app.doctor.time_zone import check_time_zone
from app.messages.admin.failures import of_clickup
from app.process.file import parse_process
from app.setup.choosing import Chooser
from app.setup.database import database_to_set_up
from app.setup.find import find_process
from app.setup.find_places import find_workspace
from app.setup.make import Maker
from app.setup.plan import Plan
from app.setup.process_on_disk import SetupError, difference, new_file_text, read_text, replace_text
from app.setup.process_text import filled_in
from app.setup.settings_to_keep import Lacking, Say, tell_settings
from app.setup.summary import summary
from app.setup.to_do import to_do_lines
from app.setup.wishes import Wishes
from app.store.engine import connect
from app.store.migrate import upgrade
from app.webhooks import ensure as ensure_webhooks
from app.webhooks.repairs import WebhookReport
from app.workspace.account_zone import zone_of
from app.workspace.clients import patient_client
from app.workspace.refusals import is_refusal
from clickup_client.errors import ClickUpError
from clickup_client.models import User
from rules.process.process import Process


def set_up(settings: Settings, wishes: Wishes, chooser: Chooser, say: Say) -> None:
    """
    Find the process in ClickUp, write the file, bring the database up to date, register the webhooks.

    Raises:
        SetupError, ChoiceError, MissingChoiceError, ProcessFileError: The user must choose or fix something.
        ClickUpError: ClickUp refused or did not answer.
    """
    given, settings = settings, _complete(settings, wishes, chooser)
    before = read_text(wishes.file)
    with patient_client(settings) as client:
        user = client.get_user()
        say(f"✓ The token belongs to {user.email or user.username}.")
        text = before if before is not None else _new_text(wishes, user, chooser)
        process = parse_process(text.encode(), file=str(wishes.file))
        workspaces = client.get_workspaces()
        workspace = find_workspace(workspaces, wishes.flags.workspace, chooser)
        if (guest := check_role(user, workspace)) is not None:
            say(guest.line)
        agreed = wishes.create_missing
        maker = None if wishes.only_show else Maker(client=client, chooser=chooser, say=say, agreed=agreed)
        plan = find_process(client, process, workspace, wishes.flags, chooser, maker)
    _tell_what_was_found(plan, process, say)
    text, old = filled_in(text, process, plan), process if before is not None else None
    process = parse_process(text.encode(), file=str(wishes.file))
    if before == text:
        say(f"✓ {wishes.file} is already up to date.")
    elif not _write(wishes, before, text, summary(old, process, plan), chooser, say):
        return
    say(check_time_zone(user, process, datetime.now(UTC)).line)
    if wishes.only_show:
        _to_do(process, plan, kinds_of(process), say)
    else:
        with database_to_set_up(settings) as database_url:
            _connect(settings, wishes, plan, database_url, say)
            _automations(process, plan, database_url, wishes, chooser, say)
    say("")
    several = len(workspaces) > 1
    tell_settings(_lacking(given, settings, wishes, plan, process, several=several), wishes, chooser, say)
    for line in _next_steps(wishes, process):
        say(line)


def _new_text(wishes: Wishes, user: User, chooser: Chooser) -> str:
    """The shipped process in the time zone of the people, who are asked for it."""
    zone = wishes.flags.time_zone
    if zone is None and chooser.is_there:
        about = "In which time zone do your people work (such as Europe/Berlin)?"
        zone = chooser.ask(about, flag='--time-zone "..."', default=user.timezone or "UTC")
    if zone is not None and zone_of(zone) is None:
        raise SetupError(f'"{zone}" is not a time zone; give an IANA name such as Europe/Berlin.')
    return new_file_text(wishes.file, time_zone=zone)


def _automations(
    process: Process, plan: Plan, database_url: str, wishes: Wishes, chooser: Chooser, say: Say
) -> None:
    """Tell what is left to do; what someone said to exist, or a test proved, is not asked again."""
    kinds = kinds_of(process)
    engine = connect(database_url, pool_size=1)
    try:
        with engine.begin() as connection:
            if wishes.automations_exist:
                keep_word(connection, kinds, datetime.now(UTC))
            kinds = unsettled(connection, kinds)
        _to_do(process, plan, kinds, say)
        if not kinds or not chooser.is_there:
            return
        if chooser.confirm("Do these Automations exist in ClickUp already?", default=False):
            with engine.begin() as connection:
                keep_word(connection, kinds_of(process), datetime.now(UTC))
    finally:
        engine.dispose()


def _to_do(process: Process, plan: Plan, kinds: Sequence[str], say: Say) -> None:
    say("")
    for line in to_do_lines(process, plan.to_do, list_name=plan.lists["tickets"].name, kinds=kinds):
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


def _write(
    wishes: Wishes, before: str | None, text: str, words: Iterable[str], chooser: Chooser, say: Say
) -> bool:
    """Say in words what changes, show the lines if someone wants them, and write; False if declined."""
    say("")
    for line in words:
        say(line)
    if not chooser.is_there or (wishes.asks_first and chooser.confirm("Show every line?", default=False)):
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


def _connect(settings: Settings, wishes: Wishes, plan: Plan, database_url: str, say: Say) -> None:
    upgrade(database_url)
    say("✓ The database is up to date.")
    if not wishes.with_webhooks or settings.public_url is None:
        say("! No webhooks were registered. The worker registers them when it starts.")
        return
    update = {"database_url": database_url, "process": wishes.file, "workspace": plan.workspace.id}
    no_one = {"oauth_client_id": None, "oauth_client_secret": None}  # what is missing for that is said later
    bot = start_bot(settings.model_copy(update=update | no_one))
    try:
        report = ensure_webhooks.ensure(bot, settings.public_url)
    except ClickUpError as error:
        if not is_refusal(error):
            raise
        say(f"✗ Webhooks are missing, so moves are found late. {of_clickup(error)}")
        return
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
) -> Iterator[Lacking]:
    """The settings that must be stored: asked for, chosen by a flag, or still missing."""
    if given.clickup_token is None:
        token = settings.require_clickup_token().get_secret_value()
        yield Lacking("STAGEGATE_CLICKUP_TOKEN", token, "(the token)")
    if given.public_url is None:
        about = "(the https address at which ClickUp reaches `stagegate web`)"
        yield Lacking("STAGEGATE_PUBLIC_URL", settings.public_url, settings.public_url or about)
    if given.process != wishes.file:
        yield Lacking("STAGEGATE_PROCESS", str(wishes.file), str(wishes.file))
    if given.workspace is None and several:
        yield Lacking("STAGEGATE_WORKSPACE", plan.workspace.id, plan.workspace.id)
    if needs_code_host(process) and given.github_token is None and given.gitlab_token is None:
        about = "(may read pull requests; or STAGEGATE_GITLAB_TOKEN)"
        yield Lacking("STAGEGATE_GITHUB_TOKEN", None, about, is_secret=True)
    if missing_for_sign_in(settings):
        for variable, value, about in _of_sign_in(settings):
            if value is None:
                yield Lacking(variable, None, about, is_secret=True)


def _of_sign_in(settings: Settings) -> Iterator[tuple[str, object, str]]:
    """What signing in needs: each variable, its value, and what it is."""
    where = f"(of the OAuth app with the redirect URL {redirect_url(settings)})"
    yield "STAGEGATE_OAUTH_CLIENT_ID", settings.oauth_client_id, where
    yield "STAGEGATE_OAUTH_CLIENT_SECRET", settings.oauth_client_secret, where
    yield "STAGEGATE_TOKEN_KEY", settings.token_key, f"({MAKE_A_KEY[:1].lower()}{MAKE_A_KEY[1:]})"


def _next_steps(wishes: Wishes, process: Process) -> Iterator[str]:
    yield "Next:"
    yield "  `stagegate doctor` checks everything and says how to fix what is wrong."
    yield "  `stagegate probe --list LIST` tests on an empty list how ClickUp behaves."
    yield "  `stagegate run` starts it on one machine; `stagegate web` and `stagegate worker` on several."
    if process.mode == "shadow":
        yield "It starts in shadow mode: moves are judged and recorded, but nothing in ClickUp changes."
        yield "See the verdicts with `stagegate explain TASK`. When they are right, set `mode: enforce`"
        yield f"in {wishes.file} and restart Stagegate."
