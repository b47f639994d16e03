"""The states of a ticket, and what leads from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class TicketState(StrEnum):
    """Where a ticket stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    COOKED = "cooked"
    HANDED_OVER = "handed_over"
    """Somebody has set out with the food."""

    DELIVERED = "delivered"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    FAILED = "failed"
    """It was cooked, did not get to the customer, and is not brought again."""


TRANSITIONS: Mapping[TicketState, Mapping[str, TicketState]] = {
    TicketState.RECEIVED: {
        "remind": TicketState.RECEIVED,
        "accept": TicketState.ACCEPTED,
        "reject": TicketState.REJECTED,
        "cancel": TicketState.CANCELLED,
        "call_off": TicketState.CANCELLED,
    },
    TicketState.ACCEPTED: {
        "put_off": TicketState.ACCEPTED,
        "remind_to_cook": TicketState.ACCEPTED,
        "escalate_cooking": TicketState.ACCEPTED,
        "ask_to_cancel": TicketState.ACCEPTED,
        "refuse_request": TicketState.ACCEPTED,
        "let_request_lapse": TicketState.ACCEPTED,
        "overtake_request": TicketState.ACCEPTED,
        "report_missing": TicketState.ACCEPTED,
        "leave_out": TicketState.ACCEPTED,
        "cook": TicketState.COOKED,
        "call_off": TicketState.CANCELLED,
    },
    TicketState.COOKED: {
        "ask_to_cancel": TicketState.COOKED,
        "refuse_request": TicketState.COOKED,
        "let_request_lapse": TicketState.COOKED,
        "overtake_request": TicketState.COOKED,
        "hand_over": TicketState.HANDED_OVER,
        "deliver": TicketState.DELIVERED,
        "fail": TicketState.FAILED,
        "call_off": TicketState.CANCELLED,
    },
    TicketState.HANDED_OVER: {
        "hand_over": TicketState.HANDED_OVER,
        "deliver": TicketState.DELIVERED,
        "fail": TicketState.FAILED,
        "call_off": TicketState.CANCELLED,
    },
}
"""What can be done in each state, and where it leads; everything else is refused."""

ENDS = frozenset(
    {
        TicketState.DELIVERED,
        TicketState.REJECTED,
        TicketState.CANCELLED,
        TicketState.FAILED,
    }
)
