"""What a delivery tells: who, from where, how soon."""
