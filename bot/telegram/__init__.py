"""The python-telegram-bot application."""
