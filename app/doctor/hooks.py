"""Checks the way from ClickUp to the receiver: the public address and the webhooks."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import requests

from app.doctor.check import Check, bad, good, warning
from app.store.webhooks import Webhook as Known
from app.webhooks.address import PATH, REFUSAL, is_at
from app.webhooks.ensure import EVENTS, WatchedList
from clickup_client.models import Webhook

TIMEOUT_SECONDS = (3.05, 10.0)

_FORBIDDEN = 403
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, not listened on # nosec B104

_FOREIGN = "Check that it leads to `stagegate web`, and that any proxy in front lets deliveries through."
REPAIR = "The worker repairs this by itself within minutes; `stagegate webhooks repair` does it now."


def check_address(public_url: str | None, api_url: str, *, session: requests.Session) -> Iterator[Check]:
    """Check that the receiver answers at its public address and refuses unsigned deliveries."""
    if public_url is None:
        yield bad(
            "public address",
            "No public address is set, so ClickUp cannot report any change.",
            "Set STAGEGATE_PUBLIC_URL to the https address of `stagegate web`.",
        )
        return
    if _is_local(public_url) and not _is_local(api_url):
        yield bad(
            "public address",
            f"{public_url} is a local address; ClickUp cannot reach it.",
            "Set STAGEGATE_PUBLIC_URL to an address that is reachable from the internet.",
        )
        return
    yield _answer(public_url, session)


def check_webhooks(
    public_url: str, places: Sequence[WatchedList], present: Mapping[str, Webhook], known: Sequence[Known]
) -> Iterator[Check]:
    """Check that each list has a healthy webhook that leads here, with a known secret and all events."""
    for place in places:
        name = f"webhook of {place.name}"
        ours = [row for row in known if row.list_id == place.list_id and row.retired_at is None]
        if not ours:
            yield bad(name, "No webhook is registered.", "Run `stagegate setup`, or start a worker.")
            continue
        alive = [present[row.webhook_id] for row in ours if row.webhook_id in present]
        if not alive:
            yield bad(name, "Someone deleted it in ClickUp.", REPAIR)
        for webhook in alive:
            yield _webhook(name, webhook, public_url)


def _webhook(name: str, webhook: Webhook, public_url: str) -> Check:
    unheard = () if "*" in webhook.events else sorted(set(EVENTS) - set(webhook.events))
    if not is_at(webhook.endpoint, public_url):
        return bad(name, f"It leads to {webhook.endpoint}, not to {public_url}{PATH}.", REPAIR)
    if unheard:
        return bad(name, f"It does not report {', '.join(unheard)}.", REPAIR)
    if webhook.health.status == "suspended":
        found = f"ClickUp suspended it after {webhook.health.fail_count} lost events."
        return bad(name, found, REPAIR)
    if webhook.health.status != "active" or webhook.health.fail_count:
        found = f"It lost {webhook.health.fail_count} events recently; the poll finds them."
        return warning(name, found, "Check whether `stagegate web` was down or slow.")
    return good(name, "It is active and leads here.")


def _answer(public_url: str, session: requests.Session) -> Check:
    fix = "Check that `stagegate web` is running and that it can be reached (DNS, TLS, proxy)."
    try:
        unsigned = session.post(
            f"{public_url}{PATH}",
            json={"webhook_id": "stagegate-doctor"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return bad("public address", f"{public_url} does not answer ({type(error).__name__}).", fix)
    if unsigned.status_code != _FORBIDDEN:
        found = f"{public_url}{PATH} answered {unsigned.status_code} to an unsigned delivery, not 403."
        return bad("public address", found, _FOREIGN)
    if REFUSAL not in unsigned.text:
        found = f"{public_url}{PATH} answered 403, but the answer did not come from Stagegate."
        return bad("public address", found, _FOREIGN)
    return good("public address", f"{public_url} answers and refuses unsigned deliveries.")


def _is_local(address: str) -> bool:
    return (urlsplit(address).hostname or "") in _LOCAL
