"""Judges a move: what it requires, what is filled in, which way it went."""
