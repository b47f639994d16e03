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
