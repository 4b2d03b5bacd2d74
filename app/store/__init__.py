"""The database: one module for each table."""
