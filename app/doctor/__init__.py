"""Checks every assumption that a running bot makes, and says how to repair what does not hold."""
