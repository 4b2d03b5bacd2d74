"""Counts requests, and limits them for each token."""
