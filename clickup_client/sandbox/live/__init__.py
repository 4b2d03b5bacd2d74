"""What happens, told while it happens: to the board, and to whoever wants to follow."""
