"""What operators are told about an event."""

from __future__ import annotations

from collections.abc import Callable

from domain.customer import MessageRefused, PersonUnreachable, TokenContested, UpdateSetAside
from domain.payment import (
    LedgerDisagrees,
    ProviderCameBack,
    ProviderWentDown,
    StrayCharge,
    charge_code,
)
from domain.shared.messages import Event
from domain.store import StoreClosed, StoreOpened
from handlers.ui.callbacks import SettleRefund
from handlers.ui.keyboards import Card, button, keyboard
from handlers.ui.notices.people import person
from handlers.ui.translator import Translator

OPERATOR_NOTICES = (
    StrayCharge,
    MessageRefused,
    PersonUnreachable,
    StoreClosed,
    StoreOpened,
    ProviderWentDown,
    ProviderCameBack,
    LedgerDisagrees,
    UpdateSetAside,
    TokenContested,
)


def operator_notice(  # noqa: PLR0911 - one case for each event
    event: Event, translate: Translator, name_of: Callable[[int], str]
) -> Card:
    """What the operator is told about an event; ``name_of`` tells what a user is called, if known.

    Raises:
        TypeError: There is no such notice.
    """
    match event:
        case StrayCharge():
            return _stray(event, person(event.payer_id, name_of), translate)
        case LedgerDisagrees(count=count, lines=lines):
            return Card(translate("operator-books", count=count, lines="\n".join(lines)))
        case UpdateSetAside():
            return Card(_set_aside(event, person(event.user_id, name_of), translate))
        case TokenContested(problem=problem):
            return Card(translate("operator-token-contested", problem=problem))
        case PersonUnreachable(user_id=user_id):
            return Card(translate("operator-unreachable", user=person(user_id, name_of)))
        case MessageRefused(user_id=user_id, problem=problem):
            user = person(user_id, name_of)
            return Card(translate("operator-refused", user=user, problem=problem))
        case StoreClosed(store_name=name, reason=reason, by=by):
            who = person(by, name_of) if by is not None else ""
            return Card(translate("operator-store-closed", store=name, reason=reason, who=who))
        case StoreOpened(store_name=name, by=by, opened_by=opened_by):
            who = person(by or opened_by or 0, name_of)
            how = "open" if by is None else "resumed"
            return Card(translate("operator-store-opened", store=name, how=how, who=who))
        case ProviderWentDown(provider=name):
            return Card(translate("operator-provider-down", provider=name))
        case ProviderCameBack(provider=name):
            return Card(translate("operator-provider-back", provider=name))
    raise TypeError(type(event).__name__)


def _set_aside(event: UpdateSetAside, user: str, translate: Translator) -> str:
    return translate(
        "operator-set-aside",
        update=str(event.update_id),
        kind=event.kind,
        user=user,
        incident=event.incident,
        problem=event.problem,
    )


def _stray(event: StrayCharge, payer: str, translate: Translator) -> Card:
    text = translate(
        "operator-stray",
        amount=event.amount,
        provider=event.provider,
        charge=event.charge_id,
        payer=payer,
        reason=event.reason.replace("_", "-"),
        order=event.order_id,
    )
    try:
        settle = SettleRefund(
            order_id=event.order_id, charge=charge_code(event.charge_id), number=0
        )
        return Card(text, keyboard([[button(translate.plain("button-refunded"), settle)]]))
    except ValueError:
        # The id is whatever stood in the invoice, and fits into no button.
        return Card(text)
