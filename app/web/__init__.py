"""The web process: receives deliveries and client reports, and answers health checks."""
