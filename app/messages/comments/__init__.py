"""Comments on tickets, for the people who work on them."""
