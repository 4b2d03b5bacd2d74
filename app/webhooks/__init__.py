"""Keeps ClickUp's webhooks registered and active."""
