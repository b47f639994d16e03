"""The database behind two ports: ``Database`` (read, write) and the unit of work."""
