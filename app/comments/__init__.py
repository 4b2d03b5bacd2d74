"""Posts the comments of a ticket, each once."""
