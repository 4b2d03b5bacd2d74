"""Tells the client."""
