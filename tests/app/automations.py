"""The Automations that send notices: switched on and off, and their tick in the list."""


def switch_automations(workspace, *, on):
    workspace.sandbox("POST", "automations", enabled=on)


def receive(workspace, ticket):
    """The Automation's tick reaches the bot."""
    field = workspace.fields["Notice sent"].id
    workspace.tell(ticket, "custom_field", by="clickbot", after="true", custom_field={"id": field})
    workspace.settle(ticket)
