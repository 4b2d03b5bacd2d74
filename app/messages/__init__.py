"""Every sentence that people read. Pure."""
