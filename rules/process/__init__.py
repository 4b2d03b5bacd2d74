"""The process file in Python: its sections, and whether they fit together."""
