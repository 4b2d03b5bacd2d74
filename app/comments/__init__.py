"""Posts, edits and resolves the comments that are owed, each once."""
