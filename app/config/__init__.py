"""Settings and logs, read once."""
