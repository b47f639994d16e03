"""How the bot gets its updates."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from bot.simulator.bot_api.methods.registry import Nothing, method
from bot.simulator.model import Json, bad_request, conflict, too_many_requests
from bot.simulator.world import Exchange, Pending, Target, World

_LONGEST_SECRET = 256
_PUBLIC_PORTS = {None, 443, 80, 88, 8443}


@dataclass(frozen=True, slots=True)
class GetUpdates:
    """Parameters of getUpdates."""

    offset: int = 0
    limit: int = 100
    timeout: int = 0
    allowed_updates: Any = None


@method("getUpdates", GetUpdates)
async def get_updates(world: World, params: GetUpdates) -> list[Json]:
    """Return what happened, waiting for it if need be."""
    if world.webhook.target is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; "
            "use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(params.allowed_updates)
    limit = min(100, max(1, params.limit))
    seconds = min(50, max(0, params.timeout))
    found = await world.updates.poll(params.offset, limit, seconds)
    for pending in found:
        observe_delivery(world, pending)
    return [pending.body for pending in found]


def observe_delivery(world: World, pending: Pending) -> None:
    """Tell the observers of an update that has reached the bot."""
    world.observe(Exchange("update", pending.kind, {}, 200, pending.body))


@dataclass(frozen=True, slots=True)
class SetWebhook:
    """Parameters of setWebhook."""

    url: str = ""
    ip_address: str = ""
    max_connections: int = 40
    allowed_updates: Any = None
    drop_pending_updates: bool = False
    secret_token: str = ""
    certificate: Any = None


@method("setWebhook", SetWebhook)
async def set_webhook(world: World, params: SetWebhook) -> bool:
    """Have updates delivered to an address."""
    url = params.url.strip()
    if not url:
        return await _remove(world, drop=params.drop_pending_updates)
    _check_url(url, strict=world.strict)
    if len(params.secret_token) > _LONGEST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", params.secret_token):
        raise bad_request("secret token contains unallowed characters")
    now = world.clock().timestamp()
    if world.webhook_set_at is not None and now - world.webhook_set_at < 1:
        raise too_many_requests(1)
    world.webhook_set_at = now
    world.updates.allow(params.allowed_updates)
    world.updates.interrupt(conflict("terminated by setWebhook request"))
    if params.drop_pending_updates:
        world.updates.clear()
    connections = min(100, max(1, params.max_connections))
    await world.webhook.set(Target(url, params.secret_token, connections, params.ip_address))
    return True


def _check_url(url: str, *, strict: bool) -> None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if strict and parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if strict and port not in _PUBLIC_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


async def _remove(world: World, *, drop: bool) -> bool:
    if drop:
        world.updates.clear()
    await world.webhook.set(None)
    return True


@dataclass(frozen=True, slots=True)
class DeleteWebhook:
    """Parameters of deleteWebhook."""

    drop_pending_updates: bool = False


@method("deleteWebhook", DeleteWebhook)
async def delete_webhook(world: World, params: DeleteWebhook) -> bool:
    """Go back to getUpdates."""
    return await _remove(world, drop=params.drop_pending_updates)


@method("getWebhookInfo", Nothing)
def get_webhook_info(world: World, _params: Nothing) -> Json:
    """Tell how delivery is going."""
    target = world.webhook.target
    info: Json = {
        "url": target.url if target else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.live()),
    }
    if target is not None:
        info["max_connections"] = target.max_connections
        if target.ip_address:
            info["ip_address"] = target.ip_address
    if world.webhook.last_error is not None:
        date, message = world.webhook.last_error
        info |= {"last_error_date": date, "last_error_message": message}
    return info | ({"allowed_updates": world.updates.allowed} if world.updates.allowed else {})


@method("logOut", Nothing)
def log_out(_world: World, _params: Nothing) -> bool:
    """Leave the cloud server; there is none here."""
    return True


@method("close", Nothing)
def close(_world: World, _params: Nothing) -> bool:
    """Prepare for moving to another server; nothing has to be done."""
    return True
