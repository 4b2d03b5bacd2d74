"""From a token to a running gate: finds the process in a workspace and writes down where it is."""
