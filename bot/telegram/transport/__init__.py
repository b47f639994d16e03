"""Requests to the Bot API over aiohttp."""
