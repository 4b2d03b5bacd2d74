"""Runs all processes on one machine, with its PostgreSQL."""
