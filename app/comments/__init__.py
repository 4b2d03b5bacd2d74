"""Posts each comment that is owed, once."""
