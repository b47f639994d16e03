"""What happens by itself: deadlines, housekeeping, the audit of each night."""
