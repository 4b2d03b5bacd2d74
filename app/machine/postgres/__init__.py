"""PostgreSQL from a wheel, started and looked after here."""
