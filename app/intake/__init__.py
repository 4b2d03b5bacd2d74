"""Client reports: what is asked, and the ticket made of an answer."""
