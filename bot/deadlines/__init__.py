"""Deadlines are rows; APScheduler only says when to look."""
