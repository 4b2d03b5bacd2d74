"""How a process fits a workspace: what it needs, what is there, and what comes close.  Pure."""
