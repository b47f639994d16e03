"""What can go wrong with money."""

from __future__ import annotations

from dataclasses import dataclass

from domain.shared.errors import DomainError
from domain.shared.money import Money


@dataclass(eq=False)
class AmountMismatch(DomainError):
    """The invoice asks for something else than the order costs now."""

    order_id: str
    asked: Money
    due: Money


@dataclass(eq=False)
class RefundRefused(DomainError):
    """The provider will not give this charge back."""

    charge_id: str
    problem: str


@dataclass(eq=False)
class RefundTooMuch(DomainError):
    """Only what is left of a charge can be given back, and not nothing."""

    order_id: str
    asked: Money
    left: Money


@dataclass(eq=False)
class ProviderUnavailable(DomainError):
    """The provider does not answer now; worth another try."""

    provider: str
    problem: str
