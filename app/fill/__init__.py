"""The page where a person fills in what a move requires, and moves the ticket."""
