"""Puts work for one ticket into the queue."""
