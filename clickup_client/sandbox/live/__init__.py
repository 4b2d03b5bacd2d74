"""Reports what happens while it happens: to the board, and to every program that follows it."""
