"""The look of all pages: their frame, their style sheet, and the headers that protect them."""
