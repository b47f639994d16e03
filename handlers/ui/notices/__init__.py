"""Short new messages for the steps that a person must notice; cards tell the rest."""

from __future__ import annotations

from handlers.ui.notices.customer import CUSTOMER_NOTICES, customer_notice
from handlers.ui.notices.operator import OPERATOR_NOTICES, operator_notice
from handlers.ui.notices.store import STORE_NOTICES, store_notice
from handlers.ui.notices.unreachable import Unreachable, unreachable_card

__all__ = [
    "CUSTOMER_NOTICES",
    "OPERATOR_NOTICES",
    "STORE_NOTICES",
    "Unreachable",
    "customer_notice",
    "operator_notice",
    "store_notice",
    "unreachable_card",
]
