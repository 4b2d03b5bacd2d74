"""One ticket: observes it, judges it, creates it once."""
