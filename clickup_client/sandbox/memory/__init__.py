"""What changes while a sandbox runs: how it begins and how it is saved."""
