"""Events become chat messages: who is told, and the sender that keeps the promise."""
