"""Places, and places that move."""

from dataclasses import dataclass

from bot.simulator.bot_api.methods.edits import Editing, markup_part, refuse_inline
from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import Chat, Json, Stored, bad_request
from bot.simulator.world import Sending, World, editable, post, replace

_ENDLESS = 0x7FFFFFFF
_EXTRAS = ("horizontal_accuracy", "heading", "proximity_alert_radius")


@dataclass(frozen=True, slots=True, kw_only=True)
class SendLocation(Sending):
    """Parameters of sendLocation."""

    latitude: float | None = None
    longitude: float | None = None
    live_period: int = 0
    horizontal_accuracy: float = 0.0
    heading: int = 0
    proximity_alert_radius: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLiveLocation(Editing):
    """Parameters of editMessageLiveLocation."""

    latitude: float | None = None
    longitude: float | None = None
    live_period: int | None = None
    horizontal_accuracy: float = 0.0
    heading: int = 0
    proximity_alert_radius: int = 0


def _is_period(seconds: int) -> bool:
    return 60 <= seconds <= 86_400 or seconds == _ENDLESS


def _point(params: SendLocation | EditLiveLocation) -> Json:
    if params.latitude is None:
        raise bad_request("latitude is empty")
    if params.longitude is None:
        raise bad_request("longitude is empty")
    if not (abs(params.latitude) <= 90 and abs(params.longitude) <= 180):
        raise bad_request("wrong location specified")
    point = {"latitude": params.latitude, "longitude": params.longitude}
    extras = {name: getattr(params, name) for name in _EXTRAS}
    return point | {name: value for name, value in extras.items() if value}


@method("sendLocation", SendLocation)
def send_location(world: World, params: SendLocation) -> Json:
    """Send a place, for good or as one that moves."""
    location = _point(params)
    if params.live_period:
        if not _is_period(params.live_period):
            raise bad_request("wrong live location period specified")
        location["live_period"] = params.live_period
    return post(world, params, {"location": location})


def _live(world: World, params: Editing) -> tuple[Chat, Stored, int]:
    refuse_inline(params)
    chat, stored = editable(world, params.chat_id, params.message_id)
    period = stored.message.get("location", {}).get("live_period", 0)
    if not period:
        raise bad_request("there is no live location in the message to edit")
    if period != _ENDLESS and world.now() >= stored.message["date"] + period:
        raise bad_request("message can't be edited")
    return chat, stored, period


@method("editMessageLiveLocation", EditLiveLocation)
def edit_message_live_location(world: World, params: EditLiveLocation) -> Json:
    """Move a place."""
    location = _point(params)
    chat, stored, period = _live(world, params)
    if params.live_period is not None:
        if not _is_period(params.live_period):
            raise bad_request("wrong live location period specified")
        period = params.live_period
    location["live_period"] = period
    content = {"location": location} | markup_part(params)
    return replace(world, chat, stored, content, gone=("reply_markup",))


@method("stopMessageLiveLocation", Editing)
def stop_message_live_location(world: World, params: Editing) -> Json:
    """Let a place stand still from now on."""
    chat, stored, _ = _live(world, params)
    location = stored.message["location"]
    still = {key: value for key, value in location.items() if key != "live_period"}
    content = {"location": still} | markup_part(params)
    return replace(world, chat, stored, content, gone=("reply_markup",))
