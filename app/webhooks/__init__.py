"""Keeps the webhooks working through which ClickUp reports changes."""
