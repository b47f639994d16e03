"""Reactions across contexts: an event of one becomes a command to another."""
