"""One Telegram with its bot: its chats, the updates on their way, and trouble on purpose."""

from bot.simulator.world.access import (
    editable,
    find_chat,
    is_service,
    message_of,
    refuse_business,
    refuse_thread,
    writable_chat,
)
from bot.simulator.world.acquaintance import known_user, refuse_strangers
from bot.simulator.world.changes import Change
from bot.simulator.world.faults import FAULT_KINDS, Fault, Faults, Kind, Trouble
from bot.simulator.world.files import Files
from bot.simulator.world.posting import (
    Sending,
    add_message,
    delete,
    post,
    publish_edit,
    replace,
    show_reply_keyboard,
    sound,
    without_reply,
)
from bot.simulator.world.queries import Checkout, Tap, new_query_id, too_old
from bot.simulator.world.rates import Rate, Rates
from bot.simulator.world.reading import mark_read
from bot.simulator.world.traffic import Traffic
from bot.simulator.world.updates import Pending
from bot.simulator.world.webhook import Target
from bot.simulator.world.world import Exchange, World

__all__ = [
    "FAULT_KINDS",
    "Change",
    "Checkout",
    "Exchange",
    "Fault",
    "Faults",
    "Files",
    "Kind",
    "Pending",
    "Rate",
    "Rates",
    "Sending",
    "Tap",
    "Target",
    "Traffic",
    "Trouble",
    "World",
    "add_message",
    "delete",
    "editable",
    "find_chat",
    "is_service",
    "known_user",
    "mark_read",
    "message_of",
    "new_query_id",
    "post",
    "publish_edit",
    "refuse_business",
    "refuse_strangers",
    "refuse_thread",
    "replace",
    "show_reply_keyboard",
    "sound",
    "too_old",
    "without_reply",
    "writable_chat",
]
