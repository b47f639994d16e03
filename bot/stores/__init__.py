"""Store files: reading and checking them."""
