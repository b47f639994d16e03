"""The customer's "my page": a read model that follows the events, and the people it is for."""

from __future__ import annotations

from domain.customer.commands import LosePerson, MeetPerson, ProjectOrder, ShowMyOrder
from domain.customer.events import (
    BanLifted,
    CashAllowed,
    CashLimited,
    DraftAbandoned,
    MessageRefused,
    OperatorWrote,
    PersonBanned,
    PersonEvent,
    PersonUnreachable,
    RejectionAbandoned,
    TokenContested,
    UpdateSetAside,
)
from domain.customer.model import OrderView
from domain.customer.queries import GetMyOrder, MyOrders
from domain.customer.standing import Banned, CashRefused, Standing
from domain.customer.view_parts import Held, Step, ViewedPayment

__all__ = [
    "BanLifted",
    "Banned",
    "CashAllowed",
    "CashLimited",
    "CashRefused",
    "DraftAbandoned",
    "GetMyOrder",
    "Held",
    "LosePerson",
    "MeetPerson",
    "MessageRefused",
    "MyOrders",
    "OperatorWrote",
    "OrderView",
    "PersonBanned",
    "PersonEvent",
    "PersonUnreachable",
    "ProjectOrder",
    "RejectionAbandoned",
    "ShowMyOrder",
    "Standing",
    "Step",
    "TokenContested",
    "UpdateSetAside",
    "ViewedPayment",
]
