"""The reading path: one ticket, from what was heard to what is done."""
