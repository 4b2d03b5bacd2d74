"""The ClickUp workspace as the bot uses it: ids, names, reads, calls."""
