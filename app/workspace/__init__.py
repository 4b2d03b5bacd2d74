"""The ClickUp workspace as this bot uses it: ids, names, reads, calls."""
