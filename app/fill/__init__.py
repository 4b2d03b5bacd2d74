"""The page on which someone fills in what a move requires, and moves the ticket."""
