"""Counts working time, and says when an SLA is at risk or breached."""
