"""The card of a ticket, and the priority its data advise."""
