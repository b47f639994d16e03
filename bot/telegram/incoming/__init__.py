"""Updates: kept, queued per user, handled."""
