"""Admission control: an order above the kitchen's capacity or the platform's rate is held.

Design, section 8: it is not refused; it waits in line, resumes by itself, in turn, and can be
cancelled meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.order.held_orders import RECENT, Waiting, in_turn, seconds_per_order
from domain.shared.deadlines import DeadlineKind

if TYPE_CHECKING:
    from domain.order.menu import Menu
    from domain.order.model import Order
    from domain.order.ports import OrderUnitOfWork, StoreGateway

# A held order's card is brought up to date, and the line looked at, after a quarter of its wait.
SOONEST, LATEST = timedelta(seconds=5), timedelta(seconds=60)
PER_ORDER = timedelta(seconds=0.1)
_MINUTE = timedelta(minutes=1)
_UNLIMITED = 1_000_000


def admit_or_hold(order: Order, menu: Menu, line: list[Waiting], uow: OrderUnitOfWork) -> None:
    """Decide about an order that is being placed.

    Nobody overtakes: while others wait for this kitchen (``line``), a new order joins them.
    """
    if not line and _room(menu, uow) > 0:
        order.admit(uow.now)
        uow.deadlines.set(DeadlineKind.PAY_BY, order.id, uow.now + uow.limits.pay_within)
        return
    has_already = uow.orders.busy_with(order.customer_id, order.store_id)
    mine = Waiting(order.id, order.customer_id, order.placed_at, has_already)
    _hold(order, menu, in_turn([*line, mine]), uow)


def release_next(store_id: str, uow: OrderUnitOfWork, store: StoreGateway) -> list[Waiting]:
    """Let as many held orders go on as there is room for; answers who waits on, in turn."""
    line = in_turn(uow.orders.held_of(store_id))
    if not line:
        return line
    menu = store.menu(store_id)
    room = max(0, _room(menu, uow)) if menu.is_open else 0
    for waiting in line[:room]:
        order = uow.orders.get(waiting.order_id)
        order.release(uow.now)
        uow.orders.save(order)
        uow.deadlines.clear(DeadlineKind.RESUME_HELD, order.id)
        uow.deadlines.set(DeadlineKind.PAY_BY, order.id, uow.now + uow.limits.pay_within)
    return line[room:]


def resume_held(order_id: str, uow: OrderUnitOfWork, store: StoreGateway) -> None:
    """Look at a held order again: it goes on, waits on, or has waited too long.

    One whose store has closed, or whose turn has not come within ``limits.hold_within``,
    expires: nothing was taken for it.

    Raises:
        NotFound: There is no such order.
    """
    order = uow.orders.get(order_id)
    line = release_next(order.store_id, uow, store)
    if all(waiting.order_id != order_id for waiting in line):
        return
    menu = store.menu(order.store_id)
    if not menu.is_open or uow.now - order.placed_at >= uow.limits.hold_within:
        order.expire()
    else:
        _hold(order, menu, line, uow)
    uow.orders.save(order)


def _hold(order: Order, menu: Menu, line: list[Waiting], uow: OrderUnitOfWork) -> None:
    """Hold an order, or hold it on, at its place in a line that is in turn."""
    place = [waiting.order_id for waiting in line].index(order.id) + 1
    expected_at = _expected_at(place, menu, uow)
    order.hold(place, expected_at)
    # The longer the line, the less often each card changes: they are messages, too.
    soonest = max(SOONEST, PER_ORDER * len(line))
    check = min(max(LATEST, soonest), max(soonest, (expected_at - uow.now) / 4))
    uow.deadlines.set(DeadlineKind.RESUME_HELD, order.id, uow.now + check)


def _room(menu: Menu, uow: OrderUnitOfWork) -> int:
    """How many more orders may be admitted now; none while the platform itself is behind."""
    limits = uow.limits
    if limits.most_waiting and uow.backlog(limits.most_waiting) >= limits.most_waiting:
        return 0
    room = _UNLIMITED
    if limits.orders_per_minute:
        room = limits.orders_per_minute - uow.orders.admitted_between(uow.now - _MINUTE, uow.now)
    if menu.capacity is not None:
        room = min(room, menu.capacity - uow.orders.busy(menu.store_id))
    return room


def _expected_at(place: int, menu: Menu, uow: OrderUnitOfWork) -> datetime:
    rate = uow.limits.orders_per_minute
    by_rate = _MINUTE.total_seconds() / rate if rate else 0.0
    by_kitchen = 0.0
    if menu.capacity is not None:
        since = uow.now - 2 * uow.limits.cook_within
        # A time to come is of a clock that was put back since.
        cooked = [at for at in uow.orders.cooked(menu.store_id, RECENT) if since <= at <= uow.now]
        usual = uow.limits.cook_within / menu.capacity
        by_kitchen = seconds_per_order(cooked, uow.now, usual)
    return uow.now + timedelta(seconds=place * max(by_rate, by_kitchen))
