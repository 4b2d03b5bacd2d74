"""``/sandbox``: shows the state, injects faults, resets everything."""
