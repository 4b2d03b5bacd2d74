"""The checks of each request, and what its handler knows about it."""
