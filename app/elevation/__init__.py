"""The first-level list: tickets that come from there, and what goes back."""
