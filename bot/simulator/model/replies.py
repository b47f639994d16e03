"""What a message answers, as a bot says it."""

from dataclasses import dataclass
from typing import Any

from bot.simulator.model.errors import bad_request, left_out
from bot.simulator.model.fields import flag_field, text_field, whole_field

Json = dict[str, Any]

_LEFT_OUT = ("quote_parse_mode", "quote_entities", "checklist_task_id", "poll_option_id")


@dataclass(frozen=True, slots=True)
class Reply:
    """Which message is answered, and which part of it is quoted."""

    chat_id: str = ""
    message_id: int = 0
    lenient: bool = False
    quote: str = ""
    quote_position: int = 0


NO_REPLY = Reply()


def read_reply(source: Json) -> Reply:
    """Read reply_parameters.

    Raises:
        BotApiError: a part is of another type, or is not known here.
    """
    if not source:
        return NO_REPLY
    reply = Reply(
        chat_id=text_field(source, "chat_id"),
        message_id=max(0, whole_field(source, "message_id")),
        lenient=flag_field(source, "allow_sending_without_reply"),
        quote=text_field(source, "quote"),
        quote_position=whole_field(source, "quote_position"),
    )
    for name in _LEFT_OUT:
        if source.get(name):
            raise left_out(f"reply_parameters.{name} is")
    return reply


def quoted(reply: Reply, message: Json) -> Json:
    """Return the part of a message that is quoted, found nearest to where it should be."""
    if not reply.quote:
        return {}
    text = str(message.get("text") or message.get("caption") or "").encode("utf-16-le")
    part, wanted = reply.quote.encode("utf-16-le"), 2 * reply.quote_position
    # An odd place is the middle of a unit.
    places = [at for at in _places(text, part) if at % 2 == 0]
    if not places:
        raise bad_request("QUOTE_TEXT_INVALID")
    at = min(places, key=lambda place: abs(place - wanted))
    return {"quote": {"text": reply.quote, "position": at // 2, "is_manual": True}}


def _places(text: bytes, part: bytes) -> list[int]:
    found, at = [], text.find(part)
    while at >= 0:
        found.append(at)
        at = text.find(part, at + 1)
    return found
