"""Measures what the platform costs beside what it could cost; see docs/performance.md."""
