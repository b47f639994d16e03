"""``/customers`` and ``/myPages``: people, and what each may know of their orders."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from bot.http.gateway.access import Caller, allows
from bot.http.gateway.cursors import Cursor, Limit, Page, read_one, read_page
from bot.http.gateway.shapes import OrderId, UserId
from bot.http.gateway.store_shapes import CustomerShape, MyPageShape
from bot.persistence.database.types import from_json
from bot.persistence.pages import MY_PAGES, PEOPLE
from bot.persistence.repositories.api_tokens import Scope
from domain.customer import OrderView
from domain.order import OrderState

customers = APIRouter(prefix="/customers", tags=["customers"])
my_pages = APIRouter(prefix="/myPages", tags=["myPages"])

_Reader = Annotated[Caller, allows(Scope.CUSTOMER, Scope.OPERATOR)]


@customers.get("")
async def list_customers(
    caller: _Reader, limit: Limit = 20, cursor: Cursor = None
) -> Page[CustomerShape]:
    """List people, by their Telegram ids: oneself, or all for an operator."""
    given = _bound(caller, "user_id")
    rows, after = await read_page(caller.context, PEOPLE, given, cursor, limit)
    return Page(items=[CustomerShape.of(row) for row in rows], next=after)


@customers.get("/{user_id}")
async def show_customer(user_id: UserId, caller: _Reader) -> CustomerShape:
    """Show one person."""
    # One of the two is enough to see nothing of anybody else.
    given = {"user_id": user_id}
    if _bound(caller, "user_id") not in ({}, given):
        given = {"user_id": 0}
    return CustomerShape.of(await read_one(caller.context, PEOPLE, given))


@my_pages.get("")
async def list_my_pages(
    caller: _Reader, state: OrderState | None = None, limit: Limit = 20, cursor: Cursor = None
) -> Page[MyPageShape]:
    """List orders as their customers see them, newest first."""
    given = {**_bound(caller, "customer_id"), "state": state}
    rows, after = await read_page(caller.context, MY_PAGES, given, cursor, limit)
    return Page(items=[_page(row) for row in rows], next=after)


@my_pages.get("/{order_id}")
async def show_my_page(order_id: OrderId, caller: _Reader) -> MyPageShape:
    """Show one order as its customer sees it; it follows the events, a moment behind."""
    given = {**_bound(caller, "customer_id"), "order_id": order_id}
    return _page(await read_one(caller.context, MY_PAGES, given))


def _bound(caller: Caller, name: str) -> dict[str, Any]:
    return {} if caller.is_operator else {name: caller.user_id}


def _page(row: Any) -> MyPageShape:
    return MyPageShape.of(from_json(OrderView, row["content"]))
