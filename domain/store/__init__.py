"""A store, its menu and staff, and its copy of every paid order: the ticket."""
