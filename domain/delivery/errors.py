"""What can go wrong with a delivery."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import DomainError


@dataclass(eq=False)
class AlreadyTaken(DomainError):
    """Another courier was faster (or this one took it before: then ``courier_id`` is theirs)."""

    order_id: str
    courier_id: int
    courier_name: str


@dataclass(eq=False)
class NotTheirs(DomainError):
    """Somebody else has the delivery now: whoever asks had it once, or never."""

    order_id: str
    courier_id: int
    courier_name: str


@dataclass(eq=False)
class OffShift(DomainError):
    """This courier is off shift, and takes nothing."""

    courier_id: int
