"""Reactions of the bot to messages."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    ChatRef,
    FieldError,
    Json,
    bad_request,
    left_out,
    parsed,
    required_long,
    required_text,
)
from bot.simulator.world import World, message_of, publish_edit, writable_chat

# The emoji that the Bot API lists for ReactionTypeEmoji.
_EMOJI = frozenset(
    {
        *"❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐",
        *"🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡",
        *("❤\u200d🔥", "👨\u200d💻", "🤷\u200d♂", "🤷\u200d♀"),
    }
)
_VARIATION = "\ufe0f"


@dataclass(frozen=True, slots=True)
class SetMessageReaction:
    """Parameters of setMessageReaction."""

    chat_id: ChatRef = ""
    message_id: int = 0
    reaction: list[Any] = field(default_factory=list)
    is_big: bool = False


@method("setMessageReaction", SetMessageReaction)
def set_message_reaction(world: World, params: SetMessageReaction) -> bool:
    """Put a reaction on a message, or take it off."""
    reactions = [parsed("ReactionType", _reaction, reaction) for reaction in params.reaction]
    chat = writable_chat(world, params.chat_id)
    stored = message_of(chat, params.message_id, "react")
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction["emoji"] not in _EMOJI:
            raise bad_request("REACTION_INVALID")
    stored.sim = {**stored.sim, "reactions": reactions}
    publish_edit(world, chat, stored)
    return True


def _reaction(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise FieldError("expected an Object")
    kind = required_text(raw, "type")
    if kind == "emoji":
        emoji = required_text(raw, "emoji").replace(_VARIATION, "")
        return {"type": "emoji", "emoji": emoji}
    if kind == "custom_emoji":
        required_long(raw, "custom_emoji_id")
        raise left_out("a reaction with a custom emoji is")
    raise FieldError("invalid reaction type specified")
