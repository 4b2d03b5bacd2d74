"""``/sandbox``: looks at everything, makes things go wrong, starts over."""
