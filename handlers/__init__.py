"""Telegram updates become commands and queries here; a handler answers its own chat only."""
