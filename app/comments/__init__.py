"""Posts what is owed on a ticket, once."""
