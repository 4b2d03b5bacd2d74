"""The state of a sandbox: how it begins and how it is saved."""
