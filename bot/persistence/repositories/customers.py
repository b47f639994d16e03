"""Order views and people in the database."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.sqlite import insert

from bot.persistence.database.prepared import Question, replacing
from bot.persistence.database.tables import order_views, people
from bot.persistence.database.types import from_json, to_json
from domain.customer.model import OrderView
from domain.shared.errors import NotFound

_VIEW = Question(
    select(order_views.c.content).where(order_views.c.order_id == bindparam("wanted"))
)
_PUT_VIEW = replacing(order_views, ("order_id",), "state", "content")
_MEET = replacing(people, ("user_id",), "name", "language", "reachable")
_LANGUAGE = Question(select(people.c.language).where(people.c.user_id == bindparam("wanted")))


class SqlOrderViews:
    """The ``OrderViews`` port: one row per order, replaced at each event."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def find(self, order_id: str) -> OrderView | None:
        """Load a view, or nothing."""
        content = _VIEW.value(self._connection, wanted=order_id)
        return from_json(OrderView, content) if content else None

    def get(self, order_id: str) -> OrderView:
        """Load a view. Raises NotFound."""
        view = self.find(order_id)
        if view is None:
            raise NotFound("order", order_id)
        return view

    def put(self, view: OrderView) -> None:
        """Keep the one row of an order."""
        row = {
            "order_id": view.order_id,
            "customer_id": view.customer_id,
            "placed_at": view.placed_at,
            "state": view.state,
            "content": to_json(OrderView, view),
        }
        _PUT_VIEW.run(self._connection, row)

    def newest_of(self, customer_id: int, limit: int) -> list[OrderView]:
        """A customer's newest views, newest first."""
        query = (
            select(order_views.c.content)
            .where(order_views.c.customer_id == customer_id)
            .order_by(order_views.c.placed_at.desc())
            .limit(limit)
        )
        return [from_json(OrderView, text) for text in self._connection.execute(query).scalars()]


class SqlPeople:
    """The ``People`` port, and what the sender of messages needs to know about them."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection

    def meet(self, user_id: int, name: str, language: str) -> None:
        """Remember somebody; whoever talks to us can be reached."""
        row = {"user_id": user_id, "name": name, "language": language, "reachable": True}
        _MEET.run(self._connection, row)

    def language_of(self, user_id: int) -> str:
        """The language that somebody reads; English where we never met."""
        return _LANGUAGE.value(self._connection, wanted=user_id) or "en"

    def lose(self, user_id: int) -> bool:
        """Note that no message reaches somebody; answers whether that is news."""
        known = select(people.c.reachable).where(people.c.user_id == user_id)
        reachable = self._connection.execute(known).scalar_one_or_none()
        if reachable is None:
            row = {"user_id": user_id, "name": str(user_id), "language": "en"}
            self._connection.execute(insert(people).values(row | {"reachable": False}))
        elif reachable:
            gone = update(people).where(people.c.user_id == user_id).values(reachable=False)
            self._connection.execute(gone)
        return reachable is not False

    def reachable(self, user_ids: frozenset[int]) -> frozenset[int]:
        """Those of these people whom a message may reach."""
        lost = select(people.c.user_id).where(
            people.c.user_id.in_(user_ids), people.c.reachable.is_(False)
        )
        return user_ids - frozenset(self._connection.execute(lost).scalars())
