"""The web process: receives deliveries, client reports and filled-in pages, and answers health checks."""
