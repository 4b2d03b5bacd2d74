"""How many requests there were, and how many a token may still make."""
