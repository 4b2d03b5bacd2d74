"""All processes on one machine, and its PostgreSQL."""
