"""Every sentence that people read, by who reads it; pure."""
