"""SQLAlchemy Core behind the one door."""
