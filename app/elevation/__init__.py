"""The first-level list: tickets that come from there, and updates that go back."""
