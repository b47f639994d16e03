"""Messages: paced, and none sent twice."""
