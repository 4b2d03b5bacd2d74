"""Judges a move: what it requires, what is there, which way it went."""
