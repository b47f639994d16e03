"""A courier, and whether they take deliveries now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from domain.shared.aggregate import Aggregate, moved


class ShiftState(StrEnum):
    """Whether a courier is asked."""

    ON_SHIFT = "on_shift"
    OFF_SHIFT = "off_shift"


TRANSITIONS: Mapping[ShiftState, Mapping[str, ShiftState]] = {
    ShiftState.ON_SHIFT: {"go_off": ShiftState.OFF_SHIFT},
    ShiftState.OFF_SHIFT: {"go_on": ShiftState.ON_SHIFT},
}
"""What can be done in each state, and where it leads; everything else is refused."""


@dataclass(kw_only=True)
class Courier(Aggregate):
    """Somebody who delivers; on shift until they say otherwise."""

    kind: ClassVar[str] = "courier"

    courier_id: int
    state: ShiftState = ShiftState.ON_SHIFT

    def go_on(self) -> None:
        """Be offered deliveries. Raises WrongState."""
        self._move("go_on")

    def go_off(self) -> None:
        """Be offered none, and finish what is in hand. Raises WrongState."""
        self._move("go_off")

    def can(self, action: str) -> bool:
        """Return whether the state allows an action."""
        return action in TRANSITIONS[self.state]

    def _move(self, action: str) -> None:
        by = self.courier_id
        self.state = moved(self.kind, str(by), TRANSITIONS, self.state, action, by=by)
