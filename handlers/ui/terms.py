"""What a store's terms look like: the delivery fee, the minimum, what is still missing."""

from __future__ import annotations

from domain.order import Basket, Menu
from domain.shared.methods import PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import Terms
from handlers.ui.translator import Translator


def store_terms(terms: Terms, translate: Translator) -> list[str]:
    """What a customer should know before choosing a dish: a line for each term."""
    lines = []
    if terms.fee and terms.free_above:
        lines.append(translate("delivery-free-from", fee=terms.fee, free=terms.free_above))
    elif terms.fee:
        lines.append(translate("delivery-fee", fee=terms.fee))
    if terms.minimum:
        lines.append(translate("minimum-order", minimum=terms.minimum))
    return lines


def basket_sums(basket: Basket, terms: Terms, translate: Translator) -> list[str]:
    """The fee, where the store has one, and what there is to pay."""
    fee = basket.delivery_fee
    shown = [_fee_or_free(fee, translate)] if terms.fee and fee else []
    return [*shown, translate("basket-total", total=basket.to_pay)]


def missing_hint(basket: Basket, terms: Terms, translate: Translator) -> list[str]:
    """How much the basket lacks to the minimum, if it does."""
    missing = terms.missing(basket.total)
    return [translate("basket-missing", missing=missing, minimum=terms.minimum)] if missing else []


def sum_hint(basket: Basket, menu: Menu, translate: Translator) -> list[str]:
    """That a sum is too small or too large for a card, where the store takes cards."""
    limits, to_pay = menu.card_limits, basket.to_pay
    if (
        limits is None
        or PaymentMethod.CARD not in menu.methods
        or to_pay.currency != menu.currency
    ):
        return []
    methods = menu.methods_for(to_pay)
    if PaymentMethod.CARD in methods:
        return []
    size = "small" if to_pay.amount < limits.least.amount else "large"
    key = "basket-cash-only" if methods else "basket-not-payable"
    return [translate(key, size=size, least=limits.least, most=limits.most)]


def fee_line(fee: Money | None, translate: Translator) -> list[str]:
    """The fee of an order, if it has one."""
    return [translate("delivery-fee", fee=fee)] if fee and fee.amount else []


def _fee_or_free(fee: Money, translate: Translator) -> str:
    return translate("delivery-fee", fee=fee) if fee.amount else translate("delivery-free")
