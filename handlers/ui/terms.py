"""What a store's terms look like: the delivery fee, the minimum, what is still missing."""

from __future__ import annotations

from domain.order.basket import Basket
from domain.shared.money import Money
from domain.shared.terms import Terms
from handlers.ui.words import Words


def store_terms(terms: Terms, words: Words) -> list[str]:
    """What a customer should know before choosing a dish: a line for each term."""
    lines = []
    if terms.fee and terms.free_above:
        lines.append(words("delivery-free-from", fee=terms.fee, free=terms.free_above))
    elif terms.fee:
        lines.append(words("delivery-fee", fee=terms.fee))
    if terms.minimum:
        lines.append(words("minimum-order", minimum=terms.minimum))
    return lines


def basket_sums(basket: Basket, terms: Terms, words: Words) -> list[str]:
    """The fee, where the store has one, and what there is to pay."""
    fee = basket.delivery_fee
    shown = [_fee_or_free(fee, words)] if terms.fee and fee else []
    return [*shown, words("basket-total", total=basket.to_pay)]


def missing_hint(basket: Basket, terms: Terms, words: Words) -> list[str]:
    """How much the basket lacks to the minimum, if it does."""
    missing = terms.missing(basket.total)
    return [words("basket-missing", missing=missing, minimum=terms.minimum)] if missing else []


def fee_line(fee: Money | None, words: Words) -> list[str]:
    """The fee of an order, if it has one."""
    return [words("delivery-fee", fee=fee)] if fee and fee.amount else []


def _fee_or_free(fee: Money, words: Words) -> str:
    return words("delivery-fee", fee=fee) if fee.amount else words("delivery-free")
