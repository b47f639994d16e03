"""Order views and people in the database."""

from __future__ import annotations

from dataclasses import asdict, replace

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.persistence.database.batching import add
from bot.persistence.database.lists import is_one_of
from bot.persistence.database.tables import order_views, people
from bot.persistence.database.types import from_json, to_json
from bot.persistence.database.upsert import insert_or_replace
from domain.customer.model import OrderView
from domain.customer.standing import Standing
from domain.shared.errors import NotFound

_VIEW = select(order_views.c.content).where(order_views.c.order_id == bindparam("wanted"))
_LOCKED_VIEW = _VIEW.with_for_update()
_PUT_VIEW = insert_or_replace(order_views, ("order_id",), "state", "content")
_NEWEST_VIEWS = (
    select(order_views.c.content)
    .where(order_views.c.customer_id == bindparam("customer"))
    .order_by(order_views.c.placed_at.desc())
    .limit(bindparam("most"))
)
_MEET = insert_or_replace(people, ("user_id",), "name", "language", "reachable", "username")
_REACHABLE = select(people.c.reachable).where(people.c.user_id == bindparam("wanted"))
_LANGUAGE = select(people.c.language).where(people.c.user_id == bindparam("wanted"))
_CALLED = (
    select(people.c.user_id)
    .where(people.c.username == bindparam("called"))
    .order_by(people.c.user_id)
)
_PERSON = select(people.c.name, people.c.banned_by, people.c.pays_by_card).where(
    people.c.user_id == bindparam("wanted")
)
_STAND = insert_or_replace(people, ("user_id",), "banned_by", "pays_by_card")
_INSERT_PERSON = insert(people)
_LOSE = update(people).where(people.c.user_id == bindparam("lost")).values(reachable=False)
_MET = select(people.c.user_id).where(
    is_one_of(people.c.user_id, "wanted"), people.c.reachable.is_(True)
)
_LOST = select(people.c.user_id).where(
    is_one_of(people.c.user_id, "wanted"), people.c.reachable.is_(False)
)


class SqlOrderViews:
    """The ``OrderViews`` port: one row per order, replaced at each event."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        # What the transaction has read or written; a view cannot be changed.
        self._known: dict[str, OrderView] = {}
        self._locked: set[str] = set()

    def find(self, order_id: str) -> OrderView | None:
        """Load a view, or nothing."""
        view = self._known.get(order_id)
        if view is None and (content := self._connection.scalar(_VIEW, {"wanted": order_id})):
            view = self._known[order_id] = from_json(OrderView, content)
        return view

    def get(self, order_id: str) -> OrderView:
        """Load a view. Raises NotFound."""
        view = self.find(order_id)
        if view is None:
            raise NotFound("order", order_id)
        return view

    def get_for_update(self, order_id: str) -> OrderView:
        """Load a view and lock its row (SQLite, with its one writer, has no such locks)."""
        if order_id not in self._locked:
            content = self._connection.scalar(_LOCKED_VIEW, {"wanted": order_id})
            if content is None:
                raise NotFound("order", order_id)
            self._known[order_id] = from_json(OrderView, content)
            self._locked.add(order_id)
        return self._known[order_id]

    def put(self, view: OrderView) -> None:
        """Keep the one row of an order."""
        row = {
            "order_id": view.order_id,
            "customer_id": view.customer_id,
            "placed_at": view.placed_at,
            "state": view.state,
            "content": to_json(OrderView, view),
        }
        add(self._connection, _PUT_VIEW, row)
        self._known[view.order_id] = view
        self._locked.add(view.order_id)

    def newest_of(self, customer_id: int, limit: int) -> list[OrderView]:
        """A customer's newest views, newest first."""
        wanted = {"customer": customer_id, "most": limit}
        found = self._connection.scalars(_NEWEST_VIEWS, wanted)
        return [from_json(OrderView, content) for content in found]


class SqlPeople:
    """The ``People`` port, and what the sender of messages needs to know about them."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection."""
        self._connection = connection
        # What the transaction has read and not written since.
        self._known: dict[int, tuple[str, Standing]] = {}

    def meet(self, user_id: int, name: str, language: str, username: str = "") -> None:
        """Remember somebody; whoever talks to us can be reached."""
        self._known.pop(user_id, None)
        row = {"user_id": user_id, "name": name, "language": language, "reachable": True}
        # Telegram's names have no case.
        self._connection.execute(_MEET, row | {"username": username.lower() or None})

    def lose(self, user_id: int) -> bool:
        """Note that no message reaches somebody; answers whether that is news."""
        reachable = self._connection.scalar(_REACHABLE, {"wanted": user_id})
        if reachable is None:
            row = {"user_id": user_id, "name": "", "language": "en"}
            self._connection.execute(_INSERT_PERSON, row | {"reachable": False})
        elif reachable:
            self._connection.execute(_LOSE, {"lost": user_id})
        return reachable is not False

    def name_of(self, user_id: int) -> str:
        """What somebody is called; empty for whoever never talked to us."""
        return self._person(user_id)[0]

    def language_of(self, user_id: int) -> str:
        """Which language somebody reads; empty for whoever never talked to us."""
        return self._connection.scalar(_LANGUAGE, {"wanted": user_id}) or ""

    def called(self, username: str) -> list[int]:
        """Those whose ``@name`` it was when they last wrote."""
        return list(self._connection.scalars(_CALLED, {"called": username.lower()}))

    def standing(self, user_id: int) -> Standing:
        """What somebody may do here."""
        return self._person(user_id)[1]

    def ban(self, user_id: int, by: int | None) -> None:
        """Take no more orders from somebody, or take them again (None)."""
        self._stand(user_id, replace(self.standing(user_id), banned_by=by))

    def limit_cash(self, user_id: int, *, pays_by_card: bool) -> None:
        """Let somebody pay by card only, or as anybody."""
        self._stand(user_id, replace(self.standing(user_id), pays_by_card=pays_by_card))

    def _person(self, user_id: int) -> tuple[str, Standing]:
        known = self._known.get(user_id)
        if known is None:
            row = self._connection.execute(_PERSON, {"wanted": user_id}).first()
            known = (
                (row.name, Standing(row.banned_by, row.pays_by_card)) if row else ("", Standing())
            )
            self._known[user_id] = known
        return known

    def _stand(self, user_id: int, standing: Standing) -> None:
        self._known.pop(user_id, None)
        row = {"user_id": user_id, "name": "", "language": "en", "reachable": True}
        self._connection.execute(_STAND, row | asdict(standing))

    def met(self, user_ids: frozenset[int]) -> frozenset[int]:
        """Those of these people who have talked to us, and whom messages have reached since."""
        return frozenset(self._connection.scalars(_MET, {"wanted": list(user_ids)}))

    def reachable(self, user_ids: frozenset[int]) -> frozenset[int]:
        """Those of these people whom a message may reach."""
        lost = self._connection.scalars(_LOST, {"wanted": list(user_ids)})
        return user_ids - frozenset(lost)
