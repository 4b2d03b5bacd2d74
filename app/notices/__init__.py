"""Tells the client about the progress of a ticket."""
