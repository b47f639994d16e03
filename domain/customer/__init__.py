"""The customer's "my page": a read model that follows the events, and the people it is for."""

from __future__ import annotations

from domain.customer.commands import LosePerson, MeetPerson, ProjectOrder, ShowMyOrder
from domain.customer.events import (
    DraftAbandoned,
    MessageRefused,
    PersonEvent,
    PersonUnreachable,
    RejectionAbandoned,
    TokenContested,
    UpdateSetAside,
)
from domain.customer.model import Held, OrderView, Step, ViewedPayment
from domain.customer.queries import GetMyOrder, MyOrders

__all__ = [
    "DraftAbandoned",
    "GetMyOrder",
    "Held",
    "LosePerson",
    "MeetPerson",
    "MessageRefused",
    "MyOrders",
    "OrderView",
    "PersonEvent",
    "PersonUnreachable",
    "ProjectOrder",
    "RejectionAbandoned",
    "ShowMyOrder",
    "Step",
    "TokenContested",
    "UpdateSetAside",
    "ViewedPayment",
]
