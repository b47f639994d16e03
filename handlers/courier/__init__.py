"""Taking deliveries to the door."""
