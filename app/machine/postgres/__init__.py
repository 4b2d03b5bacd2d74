"""PostgreSQL from a wheel, started and supervised by Stagegate."""
