"""Aggregates and read models as rows."""
