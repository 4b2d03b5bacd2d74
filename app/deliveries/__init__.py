"""What a delivery reports: who, from where, and how urgent it is."""
