"""From the outbox to whoever reacts."""
