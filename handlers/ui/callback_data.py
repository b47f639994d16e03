"""What callback data are: a button's prefix and its fields, with a colon before each.

A modified client can send any data at all, so nothing here grants anything: services decide by
who pressed.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from handlers.ui.numbers import MAX_NUMBER

# Bot API, InlineKeyboardButton: callback_data has 1-64 bytes.
MAX_BYTES = 64

_SEPARATOR = ":"

# Anything that is no separator: whether there is such a thing is for the services to say.
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^:]+$")]
# Bot API, User: an id has at most 52 significant bits.
PersonId = Annotated[int, Field(gt=0, lt=2**52)]
Number = Annotated[int, Field(ge=0, le=MAX_NUMBER)]

# In minor units; of which currency, the order knows. No longer number is read from what is typed.
MAX_AMOUNT = 10**12 - 1
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT)]

# A bit for each line of an order, of which there are at most 30.
MAX_MARKS = 2**30 - 1
Marks = Annotated[int, Field(ge=0, le=MAX_MARKS)]


class Button(BaseModel):
    """What a tap on a button asks for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prefix: ClassVar[str]

    def pack(self) -> str:
        """Return the callback data. Raises ValueError over 64 bytes."""
        values = [getattr(self, name) for name in type(self).model_fields]
        while values and values[-1] is None:
            values.pop()
        written = (str(int(it) if isinstance(it, bool) else it) for it in values)
        data = _SEPARATOR.join((self.prefix, *written))
        if len(data.encode()) > MAX_BYTES:
            raise ValueError(f"callback data over {MAX_BYTES} bytes: {data!r}")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Return the button that sends these data; None when they are no such button's.

        A button that lies in a chat since before a field was added at the end has none of it.

        Raises:
            InvalidInput: It is one, but for a number that a person can be told about.
        """
        prefix, *parts = data.split(_SEPARATOR)
        # Every class of buttons is asked about every tap.
        if prefix != cls.prefix:
            return None
        fields = cls.model_fields
        needed = sum(field.is_required() for field in fields.values())
        if not needed <= len(parts) <= len(fields):
            return None
        try:
            return cls.model_validate(dict(zip(fields, parts, strict=False)))
        except ValidationError:
            return None


class PlainButton(Button):
    """A button that says everything by being tapped."""


class OrderButton(Button):
    """A button about an order."""

    order_id: Text
