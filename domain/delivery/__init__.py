"""Bringing cooked food to the door."""
