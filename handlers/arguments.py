"""What may be typed after a command: one class for each command that takes anything."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.shared.errors import InvalidInput
from domain.store import MAX_CAPACITY
from handlers.ui.numbers import whole_number

# What `/start` is followed by in the link to an order (Bot API: A-Z, a-z, 0-9, _ and -, up to 64).
_PAY_LINK = "pay-"


class Arguments(BaseModel):
    """The words after a command: one for each field, and all that are left for the last."""

    model_config = ConfigDict(frozen=True)

    command: ClassVar[str]

    @classmethod
    def read(cls, words: list[str]) -> Self:
        """Return what was typed.

        Raises:
            InvalidInput: Something is missing, or is not what a field needs.
        """
        names = list(cls.model_fields)
        last = len(names) - 1
        parts = [*words[:last], *filter(None, [" ".join(words[last:])])]
        try:
            return cls.model_validate(dict(zip(names, parts, strict=False)))
        except ValidationError:
            raise InvalidInput(cls.command, "missing") from None


class StartArguments(Arguments):
    """``/start``, as it is typed, or by the link to an order or to a store."""

    command = "start"
    linked: str | None = None

    @property
    def order_id(self) -> str | None:
        """The order that is linked, if one is."""
        is_order = self.linked is not None and self.linked.startswith(_PAY_LINK)
        return self.linked.removeprefix(_PAY_LINK) if self.linked and is_order else None

    @property
    def store_id(self) -> str | None:
        """The store that is linked, if one is; stores' ids are in lower case."""
        return self.linked.lower() if self.linked and self.order_id is None else None

    @staticmethod
    def link_to(order_id: str) -> str:
        """Return what a link to an order ends with."""
        return _PAY_LINK + order_id


class CapacityArguments(Arguments):
    """``/capacity``, or ``/capacity 8``; 0 is no limit."""

    command = "capacity"
    capacity: Annotated[int | None, whole_number("capacity", MAX_CAPACITY)] = None


class OrderArguments(Arguments):
    """``/order <code>``, as operators type it; a customer's ``/order`` takes nothing."""

    command = "order"
    code: str


class BanArguments(Arguments):
    """``/ban <person>``: an id, a ``@name``, or the code of an order of theirs."""

    command = "ban"
    person: str


class PauseArguments(Arguments):
    """``/pause``, or ``/pause <store>`` by its id or its name."""

    command = "pause"
    store: str | None = None


class RefundArguments(Arguments):
    """``/refund <order> <amount>``; which currency the amount is in, the order knows."""

    command = "refund"
    code: str
    amount: str
