"""The web process: receives deliveries, client reports and questions about health."""
