"""Finds the process in a workspace, writes its names and ids into the process file, registers webhooks."""
