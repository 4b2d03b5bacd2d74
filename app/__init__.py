"""Stagegate: judges each move of a ticket in ClickUp, acts on the verdict, and informs people."""
