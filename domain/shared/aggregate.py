"""What every aggregate root has: a version, its new events, and a guarded state."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, TypeVar

from domain.shared.errors import WrongState
from domain.shared.messages import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


State = TypeVar("State", bound=StrEnum)


@dataclass(kw_only=True)
class Aggregate:
    """A consistency boundary, loaded and saved whole.

    ``version`` counts the saves; a repository refuses to save over a version it did not read.
    """

    kind: ClassVar[str]
    version: int = 0
    _events: list[Event] = field(default_factory=list, repr=False, compare=False)

    def record(self, event: Event) -> None:
        """Remember an event; it is published when, and only when, the change is committed."""
        self._events.append(event)

    def take_events(self) -> list[Event]:
        """Hand over the events recorded since the last call."""
        events, self._events = self._events, []
        return events


def moved(
    aggregate: str,
    id: str,
    transitions: Mapping[State, Mapping[str, State]],
    state: State,
    action: str,
    *,
    by: int | None = None,
) -> State:
    """Return the state that an action leads to.

    Raises:
        WrongState: The table has no such action in this state.
    """
    moves = transitions.get(state, {})
    if action not in moves:
        raise WrongState(aggregate, id, str(state), action, by)
    return moves[action]


def require_state(
    aggregate: str,
    id: str,
    state: str,
    allowed: Collection[str],
    action: str,
    *,
    by: int | None = None,
) -> None:
    """Refuse an action that the state does not allow.

    Raises:
        WrongState: ``state`` is not in ``allowed``.
    """
    if state not in allowed:
        raise WrongState(aggregate, id, str(state), action, by)
