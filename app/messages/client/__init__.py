"""What clients read: notices, the form, and the errors of `/intake`."""
