"""Webhook deliveries: which webhook hears of an event, and how it is sent."""
