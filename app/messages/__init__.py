"""Every sentence that people read; pure."""
