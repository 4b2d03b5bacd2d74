"""Checks everything a running bot relies on, and says how to fix what is wrong."""
