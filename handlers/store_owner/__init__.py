"""Answering orders, cooking, keeping the menu."""
