"""Places, and places that move."""

from dataclasses import dataclass

from bot.simulator.bot_api.methods.edits import Editing, found
from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import Chat, Json, Stored, bad_request
from bot.simulator.world import Sending, World, post, replace

_ENDLESS = 0x7FFFFFFF
_ACCURACY = 1500.0
_FULL_CIRCLE = 360
_FARTHEST_ALERT = 100_000


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
    point: Json = {"latitude": params.latitude, "longitude": params.longitude}
    if params.horizontal_accuracy > 0:
        point["horizontal_accuracy"] = min(params.horizontal_accuracy, _ACCURACY)
    return point


def _movement(params: SendLocation | EditLiveLocation, period: int) -> Json:
    if not _is_period(period):
        raise bad_request("wrong live location period specified")
    if not 0 <= params.heading <= _FULL_CIRCLE:
        raise bad_request("wrong live location heading specified")
    if not 0 <= params.proximity_alert_radius <= _FARTHEST_ALERT:
        raise bad_request("wrong live location proximity alert radius specified")
    movement: Json = {"live_period": period}
    movement |= {"heading": params.heading} if params.heading else {}
    radius = params.proximity_alert_radius
    return movement | ({"proximity_alert_radius": radius} if radius else {})


@method("sendLocation", SendLocation)
def send_location(world: World, params: SendLocation) -> Json:
    """Send a place, for good or as one that moves."""
    location = _point(params)
    if params.live_period:
        location |= _movement(params, params.live_period)
    return post(world, params, {"location": location})


def _live(world: World, params: Editing) -> tuple[Chat, Stored, Json]:
    chat, stored, markup = found(world, params)
    period = stored.message.get("location", {}).get("live_period", 0)
    if not period:
        raise bad_request("there is no live location in the message to edit")
    if period != _ENDLESS and world.now() >= stored.message["date"] + period:
        raise bad_request("message can't be edited")
    return chat, stored, markup


@method("editMessageLiveLocation", EditLiveLocation)
def edit_message_live_location(world: World, params: EditLiveLocation) -> Json:
    """Move a place."""
    location = _point(params)
    chat, stored, markup = _live(world, params)
    period = stored.message["location"]["live_period"]
    location |= _movement(params, params.live_period or period)
    return replace(world, chat, stored, {"location": location} | markup, gone=("reply_markup",))


@method("stopMessageLiveLocation", Editing)
def stop_message_live_location(world: World, params: Editing) -> Json:
    """Let a place stand still from now on."""
    chat, stored, markup = _live(world, params)
    location = stored.message["location"]
    moving = ("live_period", "heading", "proximity_alert_radius")
    still = {key: value for key, value in location.items() if key not in moving}
    return replace(world, chat, stored, {"location": still} | markup, gone=("reply_markup",))
