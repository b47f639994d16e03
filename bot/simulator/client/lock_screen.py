"""What a phone shows of a chat while nobody looks into it."""

from typing import Any

Json = dict[str, Any]

# About as much as phones show of a message on a locked screen.
VISIBLE_CHARACTERS = 40


def notices(messages: dict[int, Json], read: int) -> list[Json]:
    """Return the bot's messages that a phone still tells of: made a sound, and not read yet."""
    return [
        message
        for number, message in messages.items()
        if number > read and message["from"]["is_bot"] and not message["sim"].get("silent")
    ]


def visible_line(message: Json) -> str:
    """Return what is visible of a message: its first line, cut off with "…" where it is long."""
    line = next(filter(None, map(str.strip, _words(message).split("\n"))), "")
    if len(line) <= VISIBLE_CHARACTERS:
        return line
    return line[:VISIBLE_CHARACTERS].rstrip() + "…"


def _words(message: Json) -> str:
    written = message.get("text") or message.get("caption")
    if written:
        return str(written)
    if "invoice" in message:
        return f"Invoice: {message['invoice']['title']}"
    if "contact" in message:
        return f"Contact: {message['contact']['first_name']}"
    if "location" in message:
        return "Live location" if message["location"].get("live_period") else "Location"
    if "pinned_message" in message:
        return f"{message['from']['first_name']} pinned a message"
    return "Photo" if "photo" in message else "Attachment"
