"""The page with the chats side by side."""

from bot.simulator.page.files import page_file

__all__ = [
    "page_file",
]
