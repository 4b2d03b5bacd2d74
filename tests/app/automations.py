"""The Automations that send notices: switched on and off, and their tick in the list."""

import requests


def switch_automations(workspace, *, on):
    requests.post(
        f"{workspace.url}/sandbox/automations", json={"enabled": on}, timeout=120
    ).raise_for_status()


def receive(workspace, ticket):
    """The Automation's tick reaches the bot."""
    field = workspace.fields["Notice sent"].id
    workspace.tell(ticket, "custom_field", by="clickbot", after="true", custom_field={"id": field})
    workspace.settle(ticket)
