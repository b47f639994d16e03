"""Every form that an event can take, as far as texts can tell, made from the types of its fields."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from domain.order.basket import Line
from domain.order.details import DeliveryDetails
from domain.payment.commands import RecordCharge
from domain.shared.failures import Failure
from domain.shared.messages import Event
from domain.shared.money import Money
from tests.support.fakes import NOON
from tests.support.samples import COURIER, CUSTOMER, DETAILS, LINES, ORDER, WON_9000

_SAMPLES: dict[Any, Any] = {
    int: COURIER,
    str: "x",
    Money: WON_9000,
    datetime: NOON,
    Line: LINES[0],
    DeliveryDetails: DETAILS,
    RecordCharge: RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_9000, CUSTOMER),
}


def every_form(kind: type[Event]) -> Iterator[Event]:
    """Make the event with each member, each truth value, and with and without what may be left out.

    Raises:
        TypeError: It has a field of a type that has no sample here yet.
    """
    hints = get_type_hints(kind)
    names = [it.name for it in fields(kind)]
    for values in itertools.product(*(list(_forms(hints[name])) for name in names)):
        yield kind(**dict(zip(names, values, strict=True)) | _ids(names))


def _ids(names: list[str]) -> dict[str, str]:
    return {"order_id": ORDER} if "order_id" in names else {}


def _forms(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in {Union, UnionType}:
        for it in get_args(hint):
            yield from _forms(it)
    elif get_origin(hint) is tuple:
        for one in _forms(get_args(hint)[0]):
            yield (one,)
    elif hint is NoneType:
        yield None
    elif hint is bool:
        yield from (False, True)
    elif isinstance(hint, type) and issubclass(hint, Enum):
        yield from hint
    elif hint is Failure:
        yield from (Failure(*it) for it in itertools.product(*map(list, _failures())))
    elif hint in _SAMPLES:
        yield _SAMPLES[hint]
    else:
        raise TypeError(f"no sample of {hint}")


def _failures() -> Iterator[Iterator[Any]]:
    hints = get_type_hints(Failure)
    return (_forms(hints[it.name]) for it in fields(Failure))
