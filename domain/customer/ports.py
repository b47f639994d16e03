"""What the customer context needs from the outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from domain.shared.ports import UnitOfWork

if TYPE_CHECKING:
    from domain.customer.model import OrderView
    from domain.customer.standing import Standing


class OrderViews(Protocol):
    """Where order views are kept."""

    def find(self, order_id: str) -> OrderView | None:
        """Load a view, or nothing."""

    def get(self, order_id: str) -> OrderView:
        """Load a view. Raises NotFound."""

    def get_for_update(self, order_id: str) -> OrderView:
        """Load a view that is going to change; others who want to wait. Raises NotFound."""

    def put(self, view: OrderView) -> None:
        """Keep the one row of an order, new or not."""

    def newest_of(self, customer_id: int, limit: int) -> list[OrderView]:
        """A customer's newest views, newest first."""


class People(Protocol):
    """Whoever has talked to us."""

    def meet(self, user_id: int, name: str, language: str, username: str = "") -> None:
        """Remember somebody, or what changed about them; they can be reached (again)."""

    def lose(self, user_id: int) -> bool:
        """Note that no message reaches somebody; answers whether that is news."""

    def name_of(self, user_id: int) -> str:
        """What somebody is called; empty for whoever never talked to us."""

    def called(self, username: str) -> list[int]:
        """Those whose ``@name`` it was when they last wrote, in whatever case."""

    def standing(self, user_id: int) -> Standing:
        """What somebody may do here."""

    def ban(self, user_id: int, by: int | None) -> None:
        """Take no more orders from somebody, or take them again (None)."""

    def limit_cash(self, user_id: int, *, pays_by_card: bool) -> None:
        """Let somebody pay by card only, or as anybody."""

    def reachable(self, user_ids: frozenset[int]) -> frozenset[int]:
        """Those of these people whom a message may reach."""


class CustomerUnitOfWork(UnitOfWork, Protocol):
    """A unit of work of the customer context."""

    @property
    def views(self) -> OrderViews:
        """The order views."""

    @property
    def people(self) -> People:
        """The people."""
