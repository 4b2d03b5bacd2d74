"""The reading path: brings one ticket in line with the process."""
