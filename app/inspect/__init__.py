"""Shows what the bot sees and would do: explain, simulate, report; writes nothing."""
