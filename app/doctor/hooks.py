"""Checks of the way from ClickUp to the receiver: the public address and the webhooks."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import requests

from app.doctor.check import Check, bad, good, warning
from app.store.webhooks import Webhook as Known
from app.webhooks.address import PATH, REFUSAL, is_at
from app.webhooks.ensure import EVENTS, Place
from clickup_client.models import Webhook

TIMEOUT_SECONDS = (3.05, 10.0)

_FORBIDDEN = 403
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - compared, not listened at # nosec B104

_FOREIGN = "See that it leads to `stagegate web`, and that what stands in front lets deliveries pass."
REPAIR = "The worker repairs it by itself within minutes; `stagegate webhooks repair` does it now."


def check_address(public_url: str | None, api_url: str, *, session: requests.Session) -> Iterator[Check]:
    """Whether the receiver answers at its public address, and refuses what ClickUp did not sign."""
    if public_url is None:
        yield bad(
            "public address",
            "It is not set, so ClickUp cannot tell of any change.",
            "Set STAGEGATE_PUBLIC_URL to the https address of `stagegate web`.",
        )
        return
    if _is_local(public_url) and not _is_local(api_url):
        yield bad(
            "public address",
            f"{public_url} is this machine's own name for itself; ClickUp cannot reach it.",
            "Set STAGEGATE_PUBLIC_URL to an address that the internet knows.",
        )
        return
    yield _answer(public_url, session)


def check_webhooks(
    public_url: str, places: Sequence[Place], present: Mapping[str, Webhook], known: Sequence[Known]
) -> Iterator[Check]:
    """Whether each list has a webhook of known secret that leads here, tells everything and is healthy."""
    for place in places:
        name = f"webhook of {place.name}"
        ours = [row for row in known if row.list_id == place.list_id and row.retired_at is None]
        if not ours:
            yield bad(name, "None is registered.", "Run `stagegate setup`, or start a worker.")
            continue
        alive = [present[row.webhook_id] for row in ours if row.webhook_id in present]
        if not alive:
            yield bad(name, "Somebody deleted it at ClickUp.", REPAIR)
        for webhook in alive:
            yield _webhook(name, webhook, public_url)


def _webhook(name: str, webhook: Webhook, public_url: str) -> Check:
    unheard = () if "*" in webhook.events else sorted(set(EVENTS) - set(webhook.events))
    if not is_at(webhook.endpoint, public_url):
        return bad(name, f"It leads to {webhook.endpoint}, not to {public_url}{PATH}.", REPAIR)
    if unheard:
        return bad(name, f"It does not tell of {', '.join(unheard)}.", REPAIR)
    if webhook.health.status == "suspended":
        found = f"ClickUp suspended it after {webhook.health.fail_count} lost events."
        return bad(name, found, REPAIR)
    if webhook.health.status != "active" or webhook.health.fail_count:
        found = f"It lost {webhook.health.fail_count} events lately; the poll finds them."
        return warning(name, found, "Look whether `stagegate web` was away or slow.")
    return good(name, "It is active, and leads here.")


def _answer(public_url: str, session: requests.Session) -> Check:
    fix = "See that `stagegate web` runs, and that the way to it (DNS, TLS, proxy) is open."
    try:
        unsigned = session.post(
            f"{public_url}{PATH}",
            json={"webhook_id": "stagegate-doctor"},
            timeout=TIMEOUT_SECONDS,
            allow_redirects=False,
        )
    except requests.RequestException as error:
        return bad("public address", f"{public_url} gives no answer ({type(error).__name__}).", fix)
    if unsigned.status_code != _FORBIDDEN:
        found = f"{public_url}{PATH} answered {unsigned.status_code} to an unsigned delivery, not 403."
        return bad("public address", found, _FOREIGN)
    if REFUSAL not in unsigned.text:
        found = f"{public_url}{PATH} answered 403, but that was not Stagegate."
        return bad("public address", found, _FOREIGN)
    return good("public address", f"{public_url} answers, and refuses what ClickUp did not sign.")


def _is_local(address: str) -> bool:
    return (urlsplit(address).hostname or "") in _LOCAL
