"""Invoices."""

from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import LIMITS, STARS, Json, bad_request
from bot.simulator.world import Sending, World, post

_ASKS = {"need_name": "name", "need_phone_number": "phone_number", "need_email": "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvoice(Sending):
    """Parameters of sendInvoice."""

    title: str
    description: str
    payload: str
    currency: str
    prices: Any = None
    provider_token: str = ""
    start_parameter: str = ""
    max_tip_amount: int = 0
    suggested_tip_amounts: list[Any] = field(default_factory=list)
    photo_url: str = ""
    need_name: bool = False
    need_phone_number: bool = False
    need_email: bool = False
    need_shipping_address: bool = False
    is_flexible: bool = False


@method("sendInvoice", SendInvoice)
def send_invoice(world: World, params: SendInvoice) -> Json:
    """Ask for money."""
    _check_texts(params)
    if params.need_shipping_address or params.is_flexible:
        raise bad_request("shipping is not implemented by the simulator")
    prices = _prices(params.prices)
    total = sum(price["amount"] for price in prices)
    if total <= 0:
        raise bad_request("total price must be positive")
    _check_provider(world, params, len(prices))
    smallest, largest = LIMITS[params.currency]
    if not smallest <= total <= largest:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    facts: Json = {
        "payload": params.payload,
        "prices": prices,
        "asks": [asked for name, asked in _ASKS.items() if getattr(params, name)],
        **_tips(params),
    }
    invoice = {
        "title": params.title,
        "description": params.description,
        "start_parameter": params.start_parameter,
        "currency": params.currency,
        "total_amount": total,
    }
    return post(world, params, {"invoice": invoice}, sim_facts=facts)


def _check_texts(params: SendInvoice) -> None:
    limits = (
        (len(params.title), 32, "TITLE"),
        (len(params.description), 255, "DESCRIPTION"),
        (len(params.payload.encode()), 128, "PAYLOAD"),
    )
    for length, longest, name in limits:
        if not 1 <= length <= longest:
            raise bad_request(f"INVOICE_{name}_INVALID")


def _prices(raw: object) -> list[Json]:
    if isinstance(raw, str):
        try:
            raw = orjson.loads(raw)
        except orjson.JSONDecodeError:
            raise bad_request("can't parse prices JSON object") from None
    if not isinstance(raw, list):
        raise bad_request("can't parse prices JSON object")
    if not raw:
        raise bad_request("there must be at least one price")
    return [_price(entry) for entry in raw]


def _price(entry: Any) -> Json:
    label = entry.get("label") if isinstance(entry, dict) else None
    if not label or not isinstance(label, str):
        raise bad_request("can't parse prices JSON object")
    try:
        return {"label": label, "amount": int(entry["amount"])}
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse prices JSON object") from None


def _check_provider(world: World, params: SendInvoice, prices: int) -> None:
    if params.currency not in LIMITS:
        raise bad_request("CURRENCY_INVALID")
    if params.currency == STARS:
        if prices != 1:
            raise bad_request("STARS_INVOICE_INVALID")
    elif params.provider_token not in world.roster.provider_tokens:
        raise bad_request("PAYMENT_PROVIDER_INVALID")


def _tips(params: SendInvoice) -> Json:
    amounts = params.suggested_tip_amounts
    if not params.max_tip_amount:
        return {}
    rising = all(isinstance(amount, int) and amount > 0 for amount in amounts) and (
        sorted(set(amounts)) == amounts
    )
    if params.max_tip_amount < 0 or len(amounts) > 4 or not rising:
        raise bad_request("SUGGESTED_TIP_AMOUNT_INVALID")
    if amounts and amounts[-1] > params.max_tip_amount:
        raise bad_request("SUGGESTED_TIP_AMOUNT_INVALID")
    return {"max_tip_amount": params.max_tip_amount, "suggested_tip_amounts": amounts}
