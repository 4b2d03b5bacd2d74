"""The card of a ticket, and the priority that its data suggest."""
