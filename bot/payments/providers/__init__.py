"""Whoever holds the customers' money, behind one port."""
