"""Commands, queries and events: the three kinds of message that the domain knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

Result_co = TypeVar("Result_co", covariant=True)


class Command(Generic[Result_co]):
    """Asks for one change; carried out by one service in one transaction."""


class Query(Generic[Result_co]):
    """Asks a question; changes nothing."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact that has been committed.

    ``VERSION`` goes up when whoever reads the one before would misunderstand its fields; a field that
    is added, and has a default, changes nothing.
    """

    VERSION: ClassVar[int] = 1

    @property
    def subject(self) -> str:
        """The id that keeps events in order: those of one subject are handled one by one."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class OrderEvent(Event):
    """A fact about one order, in whichever context it happened."""

    order_id: str

    @property
    def subject(self) -> str:
        """The order id."""
        return self.order_id


@dataclass(frozen=True, kw_only=True)
class StoreEvent(Event):
    """A fact about one store."""

    store_id: str

    @property
    def subject(self) -> str:
        """The store id."""
        return self.store_id


Services = Mapping[type[Any], Callable[..., Any]]
"""Which service carries out which command or query: (message, unit of work, what else it needs)."""
