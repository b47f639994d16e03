"""What belongs to the delivery context, which may have a database of its own (design, section 5).

What it asks of others, and others of it, is asked before the transaction:
``context_gateways.ASKED_BEFORE`` and ``policies.ASKED_BEFORE`` say what it asks, ``ASK_DELIVERY``
says who asks it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.delivery import services as delivery
from domain.processes.failing import GetStake
from domain.processes.order_file import GetOrderFile
from domain.shared.messages import Command, Query

DELIVERY = "delivery"
"""The context, and its consumer."""

ASK_DELIVERY: Mapping[type[Command[Any] | Query[Any]], bool] = {
    GetStake: True,
    GetOrderFile: False,
}
"""Questions of other contexts about the delivery of an order, and whether they need the answer.

The others are answered without, while it is away.
"""


def is_of_delivery(message: Command[Any] | Query[Any]) -> bool:
    """Whether a command or query is the delivery context's own."""
    return type(message) in delivery.SERVICES
