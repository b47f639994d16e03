"""Events, outbox, inbox, idempotency keys, promised messages."""
