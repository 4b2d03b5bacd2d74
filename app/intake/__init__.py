"""Client reports: the questions, and the ticket made from the answers."""
