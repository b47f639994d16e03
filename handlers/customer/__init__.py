"""Choosing, ordering, paying, cancelling."""
