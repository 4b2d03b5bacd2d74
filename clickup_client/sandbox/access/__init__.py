"""What each request passes on its way in, and what its handler then knows of it."""
