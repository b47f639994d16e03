"""Who may order, and how they pay: what operators decide, and what an unpaid order leads to."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.customer.events import BanLifted, CashAllowed, CashLimited, PersonBanned
from domain.customer.standing import Standing
from domain.order.events import OrderFailed
from domain.order.model import OrderState
from domain.processes.operating import order_meant
from domain.shared.errors import InvalidInput, NotFound
from domain.shared.failures import OWED_BY_CUSTOMER
from domain.shared.messages import Command, Query, Services
from domain.shared.methods import PaymentMethod
from domain.store.reasons import RejectionReason

if TYPE_CHECKING:
    from domain.processes.context_gateways import FullUnitOfWork
    from domain.store.events import OrderCalledOff

_ID = re.compile(r"[0-9]{1,16}")
# Bot API, User: an id has at most 52 significant bits.
_IDS = range(1, 2**52)


@dataclass(frozen=True, slots=True)
class PersonFile:
    """Somebody as operators see them."""

    user_id: int
    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class FindPerson(Query[PersonFile]):
    """Whom does an operator mean: an id, a ``@name``, or the code of one of their orders?"""

    user_id: int
    person: str


@dataclass(frozen=True, slots=True)
class BanPerson(Command[PersonFile]):
    """An operator wants no more orders from somebody; answers how they stand now."""

    user_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class LiftBan(Command[PersonFile]):
    """An operator takes somebody's orders again; answers how they stand now."""

    user_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class AllowCash(Command[PersonFile]):
    """An operator lets somebody pay in cash again; answers how they stand now."""

    user_id: int
    person_id: int


def find_person(query: FindPerson, uow: FullUnitOfWork) -> PersonFile:
    """Find the person who is meant.

    Raises:
        NotAllowed: Not an operator.
        NotFound: Nobody is called so, or there is no such order.
        SeveralOrders: The ids of several orders begin so.
        InvalidInput: Several people have called themselves so.
    """
    uow.limits.require_operator(query.user_id, "find_person")
    typed = query.person.strip()
    if _ID.fullmatch(typed):
        return _file(_meant_by_number(typed, uow), uow)
    if not typed.startswith("@"):
        return _file(order_meant(typed, uow).customer_id, uow)
    found = uow.people.called(typed[1:])
    if not found:
        raise NotFound("person", typed)
    if len(found) > 1:
        # Names are given up and taken by others.
        raise InvalidInput("ban", "several")
    return _file(found[0], uow)


def _meant_by_number(typed: str, uow: FullUnitOfWork) -> int:
    """Whose id it is; if nobody's whom we know, it may be a code without letters."""
    person_id = int(typed)
    if not uow.people.name_of(person_id):
        with suppress(NotFound):
            return order_meant(typed, uow).customer_id
    if person_id not in _IDS:
        raise NotFound("person", typed)
    return person_id


def ban_person(command: BanPerson, uow: FullUnitOfWork) -> PersonFile:
    """Take no more orders from somebody; those that are in go on. Raises NotAllowed."""
    uow.limits.require_operator(command.user_id, "ban_person")
    if uow.people.standing(command.person_id).banned_by is None:
        uow.people.ban(command.person_id, command.user_id)
        uow.publish(PersonBanned(user_id=command.person_id, by=command.user_id))
    return _file(command.person_id, uow)


def lift_ban(command: LiftBan, uow: FullUnitOfWork) -> PersonFile:
    """Take somebody's orders again. Raises NotAllowed."""
    uow.limits.require_operator(command.user_id, "lift_ban")
    if uow.people.standing(command.person_id).banned_by is not None:
        uow.people.ban(command.person_id, None)
        uow.publish(BanLifted(user_id=command.person_id, by=command.user_id))
    return _file(command.person_id, uow)


def allow_cash(command: AllowCash, uow: FullUnitOfWork) -> PersonFile:
    """Let somebody pay in cash again. Raises NotAllowed."""
    uow.limits.require_operator(command.user_id, "allow_cash")
    if uow.people.standing(command.person_id).pays_by_card:
        uow.people.limit_cash(command.person_id, pays_by_card=False)
        uow.publish(CashAllowed(user_id=command.person_id, by=command.user_id))
    return _file(command.person_id, uow)


def limit_cash(event: OrderCalledOff | OrderFailed, uow: FullUnitOfWork) -> None:
    """Cooked, and not paid at the door → whoever ordered it pays by card from now on."""
    if isinstance(event, OrderFailed):
        is_theirs = event.failure.problem in OWED_BY_CUSTOMER
    else:
        is_theirs = event.reason is RejectionReason.BY_OPERATOR
    if uow.limits.cash_after_unpaid or not is_theirs:
        return
    view = uow.views.get(event.order_id)
    was_cooked = any(step.state is OrderState.COOKED for step in view.steps)
    if not was_cooked or uow.payments.get(event.order_id).method is not PaymentMethod.CASH:
        return
    if not uow.people.standing(view.customer_id).pays_by_card:
        uow.people.limit_cash(view.customer_id, pays_by_card=True)
        uow.publish(CashLimited(user_id=view.customer_id, order_id=event.order_id))


def _file(person_id: int, uow: FullUnitOfWork) -> PersonFile:
    standing = uow.people.standing(person_id)
    return PersonFile(person_id, uow.people.name_of(person_id), standing)


SERVICES: Services = {
    FindPerson: find_person,
    BanPerson: ban_person,
    LiftBan: lift_ban,
    AllowCash: allow_cash,
}
