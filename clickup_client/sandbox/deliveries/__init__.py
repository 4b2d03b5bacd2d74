"""Webhook deliveries: which webhook gets an event, and how it is sent."""
