"""What all pages look like: their frame, their style sheet, and the headers that protect them."""
