"""A store, its menu and staff, and its copy of every paid order: the ticket."""

from __future__ import annotations

from domain.store.commands import (
    AcceptOrder,
    CancelTicket,
    CloseStore,
    GiveUpOnStore,
    ImportStore,
    MarkCooked,
    OpenStore,
    OpenTicket,
    RejectOrder,
    RemindStore,
    SetCapacity,
    SetDishAvailable,
    ShowTickets,
    StoreFile,
    SuspendStore,
)
from domain.store.events import (
    CapacityChanged,
    OrderAccepted,
    OrderCooked,
    OrderRejected,
    StoreClosed,
    StoreOpened,
    StoreReminded,
    TicketCancelled,
    TicketReceived,
)
from domain.store.model import MAX_CAPACITY, Category, Dish
from domain.store.queries import GetStore, GetTicket, ListStores, MyStores, StoreView, TicketView
from domain.store.reasons import CloseReason, RejectionReason
from domain.store.ticket import OWN_WORDS, REASONS, TicketLine, TicketState, checked_words

__all__ = [
    "MAX_CAPACITY",
    "OWN_WORDS",
    "REASONS",
    "AcceptOrder",
    "CancelTicket",
    "CapacityChanged",
    "Category",
    "CloseReason",
    "CloseStore",
    "Dish",
    "GetStore",
    "GetTicket",
    "GiveUpOnStore",
    "ImportStore",
    "ListStores",
    "MarkCooked",
    "MyStores",
    "OpenStore",
    "OpenTicket",
    "OrderAccepted",
    "OrderCooked",
    "OrderRejected",
    "RejectOrder",
    "RejectionReason",
    "RemindStore",
    "SetCapacity",
    "SetDishAvailable",
    "ShowTickets",
    "StoreClosed",
    "StoreFile",
    "StoreOpened",
    "StoreReminded",
    "StoreView",
    "SuspendStore",
    "TicketCancelled",
    "TicketLine",
    "TicketReceived",
    "TicketState",
    "TicketView",
    "checked_words",
]
