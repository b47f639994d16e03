"""Invoices."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.bot_api.methods.registry import method
from bot.simulator.model import (
    LIMITS,
    STARS,
    FieldError,
    Json,
    bad_request,
    clean,
    left_out,
    parsed,
    required_long,
    required_text,
    whole,
)
from bot.simulator.world import Sending, World, post

_LARGEST = 999_999_999_999
_MOST_TIPS = 4
_ASKS = {"need_name": "name", "need_phone_number": "phone_number", "need_email": "email"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SendInvoice(Sending):
    """Parameters of sendInvoice."""

    title: str
    description: str
    payload: str
    currency: str
    prices: list[Any]
    provider_token: str = ""
    start_parameter: str = ""
    max_tip_amount: Any = 0
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
    prices = [parsed("labeled price", _price, price) for price in params.prices]
    if not prices:
        raise bad_request("there must be at least one price")
    highest, suggested = _highest_tip(params.max_tip_amount), _suggested(params)
    if params.need_shipping_address or params.is_flexible:
        raise left_out("shipping is")
    total = _total(prices)
    tips = _tips(highest, suggested)
    _check_texts(params)
    _check_provider(world, params, len(prices))
    smallest, largest = LIMITS[params.currency]
    if not smallest <= total <= largest:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    facts: Json = {
        "payload": params.payload,
        "prices": prices,
        "asks": [asked for name, asked in _ASKS.items() if getattr(params, name)],
        **tips,
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


def _price(raw: Any) -> Json:
    if not isinstance(raw, dict):
        raise FieldError("LabeledPrice must be an Object")
    label = required_text(raw, "label")
    if not label:
        raise FieldError("LabeledPrice label must be non-empty")
    return {"label": clean(label), "amount": required_long(raw, "amount")}


def _total(prices: list[Json]) -> int:
    if any(abs(price["amount"]) > _LARGEST for price in prices):
        raise bad_request("too big amount of the currency specified")
    total: int = sum(price["amount"] for price in prices)
    if total <= 0:
        raise bad_request("total price must be positive")
    if total > _LARGEST:
        raise bad_request("total price is too big")
    return total


def _check_provider(world: World, params: SendInvoice, prices: int) -> None:
    if params.currency not in LIMITS:
        raise bad_request("CURRENCY_INVALID")
    if params.currency == STARS:
        if prices != 1:
            raise bad_request("STARS_INVOICE_INVALID")
    elif params.provider_token not in world.roster.provider_tokens:
        raise bad_request("PAYMENT_PROVIDER_INVALID")


def _highest_tip(value: object) -> int:
    try:
        return whole(value, "", bits=64)
    except FieldError:
        raise bad_request('can\'t parse "max_tip_amount" as Number') from None


def _suggested(params: SendInvoice) -> list[int]:
    mistyped = "Suggested tip amount must be of type Number or String"
    found = []
    for amount in params.suggested_tip_amounts:
        try:
            found.append(whole(amount, mistyped, bits=64))
        except FieldError as error:
            is_mistyped = error.text == mistyped
            text = mistyped if is_mistyped else "can't parse suggested tip amount as Number"
            raise bad_request(text) from None
    return found


def _tips(highest: int, suggested: list[int]) -> Json:
    if not 0 <= highest <= _LARGEST:
        raise bad_request("invalid max_tip_amount of the currency specified")
    for amount in suggested:
        if amount <= 0:
            raise bad_request("suggested tip amount must be positive")
        if amount > highest:
            raise bad_request("suggested tip amount can't be bigger than max_tip_amount")
    if len(suggested) > _MOST_TIPS:
        raise bad_request("there can be at most 4 suggested tip amounts")
    if sorted(set(suggested)) != suggested:
        raise bad_request("SUGGESTED_TIP_AMOUNT_INVALID")
    return {"max_tip_amount": highest, "suggested_tip_amounts": suggested} if highest else {}
