"""Admission control: an order above the kitchen's capacity or the platform's rate is held.

Design, section 8: it is not refused; it waits in line, resumes by itself, in turn, and can be
cancelled meanwhile.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from domain.order.line import RECENT, Waiting, in_turn, seconds_per_order
from domain.shared.deadlines import PAY_BY, RESUME_HELD

if TYPE_CHECKING:
    from domain.order.menu import Menu
    from domain.order.model import Order
    from domain.order.ports import OrderTransaction

# A held order's card is brought up to date, and the line looked at, after a quarter of its wait.
SOONEST, LATEST = timedelta(seconds=5), timedelta(seconds=60)
PER_ORDER = timedelta(seconds=0.1)
_MINUTE = timedelta(minutes=1)
_UNLIMITED = 1_000_000


def admit_or_hold(order: Order, menu: Menu, tx: OrderTransaction) -> None:
    """Decide about an order that is being placed.

    Nobody overtakes: while others wait for this kitchen, a new order joins them.
    """
    line = tx.orders.line(order.store_id)
    if not line and _room(menu, tx) > 0:
        order.admit(tx.now)
        tx.deadlines.set(PAY_BY, order.id, tx.now + tx.policy.pay_within)
        return
    has_already = tx.orders.busy_with(order.customer_id, order.store_id)
    mine = Waiting(order.id, order.customer_id, order.placed_at, has_already)
    _hold(order, menu, in_turn([*line, mine]), tx)


def release_next(store_id: str, tx: OrderTransaction) -> list[Waiting]:
    """Let as many held orders go on as there is room for; answers who waits on, in turn."""
    line = in_turn(tx.orders.line(store_id))
    if not line:
        return line
    menu = tx.menu(store_id)
    room = max(0, _room(menu, tx)) if menu.is_open else 0
    for waiting in line[:room]:
        order = tx.orders.get(waiting.order_id)
        order.release(tx.now)
        tx.orders.save(order)
        tx.deadlines.clear(RESUME_HELD, order.id)
        tx.deadlines.set(PAY_BY, order.id, tx.now + tx.policy.pay_within)
    return line[room:]


def resume_held(order_id: str, tx: OrderTransaction) -> None:
    """Look at a held order again: it goes on, waits on, or has waited too long.

    One whose store has closed, or whose turn has not come within ``policy.hold_within``,
    expires: nothing was taken for it.
    """
    order = tx.orders.get(order_id)
    line = release_next(order.store_id, tx)
    if all(waiting.order_id != order_id for waiting in line):
        return
    menu = tx.menu(order.store_id)
    if not menu.is_open or tx.now - order.placed_at >= tx.policy.hold_within:
        order.expire()
    else:
        _hold(order, menu, line, tx)
    tx.orders.save(order)


def _hold(order: Order, menu: Menu, line: list[Waiting], tx: OrderTransaction) -> None:
    """Hold an order, or hold it on, at its place in a line that is in turn."""
    place = [waiting.order_id for waiting in line].index(order.id) + 1
    expected_at = _expected_at(place, menu, tx)
    order.hold(place, expected_at)
    # The longer the line, the less often each card changes: they are messages, too.
    soonest = max(SOONEST, PER_ORDER * len(line))
    check = min(max(LATEST, soonest), max(soonest, (expected_at - tx.now) / 4))
    tx.deadlines.set(RESUME_HELD, order.id, tx.now + check)


def _room(menu: Menu, tx: OrderTransaction) -> int:
    """How many more orders may be admitted now; none while the platform itself is behind."""
    policy = tx.policy
    if policy.most_waiting and tx.backlog(policy.most_waiting) >= policy.most_waiting:
        return 0
    room = _UNLIMITED
    if policy.orders_per_minute:
        room = policy.orders_per_minute - tx.orders.admitted_between(tx.now - _MINUTE, tx.now)
    if menu.capacity is not None:
        room = min(room, menu.capacity - tx.orders.busy(menu.store_id))
    return room


def _expected_at(place: int, menu: Menu, tx: OrderTransaction) -> datetime:
    rate = tx.policy.orders_per_minute
    by_rate = _MINUTE.total_seconds() / rate if rate else 0.0
    by_kitchen = 0.0
    if menu.capacity is not None:
        since = tx.now - 2 * tx.policy.cook_within
        # A time to come is of a clock that was put back since.
        cooked = [at for at in tx.orders.cooked(menu.store_id, RECENT) if since <= at <= tx.now]
        usual = tx.policy.cook_within / menu.capacity
        by_kitchen = seconds_per_order(cooked, tx.now, usual)
    return tx.now + timedelta(seconds=place * max(by_rate, by_kitchen))
