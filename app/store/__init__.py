"""The database: one module for each kind of record, and those that connect, migrate and clean up."""
