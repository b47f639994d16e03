"""Calls to a provider that may fail: time limits, retries, a circuit breaker."""
