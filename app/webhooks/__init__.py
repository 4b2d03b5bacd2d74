"""Keeps ClickUp telling us what changes."""
