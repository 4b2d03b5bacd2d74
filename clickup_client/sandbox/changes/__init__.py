"""The changes to a task: checked, carried out, announced, followed by Automations."""
