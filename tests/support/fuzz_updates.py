"""Random updates: what people may send, and what only a modified client or nobody would."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from handlers.ui.callback_data import Button
from handlers.ui.callbacks import (
    CheckOut,
    ChooseCategory,
    ChooseDish,
    ChooseQuantity,
    ChooseStore,
    PlaceOrder,
    ShowBasket,
)
from tests.support.buttons import BUTTONS

Json = dict[str, Any]

COMMANDS = (
    "start", "order", "orders", "cancel", "help", "tickets", "menu", "open", "close",
    "deliveries", "nonsense", "capacity", "shift", "refund", "pause", "ban",
)  # fmt: skip
# The way to an order, as a person would go it: what is typed, and what is tapped.
ORDERING: tuple[str | Button, ...] = (
    "/order", ChooseStore(store_id="near"), ChooseCategory(category_id="rice"),
    ChooseDish(dish_id="bibimbap"), ChooseQuantity(quantity=2), ShowBasket(), CheckOut(),
    "5 Gahoe-ro, Jongno-gu", "+82 10 1234 5678", PlaceOrder(order_id="unknown"),
)  # fmt: skip
ABOUT_ORDERS = tuple(kind for kind in BUTTONS if "order_id" in kind.model_fields)
REASONS = ("sold_out", "too_busy", "other", "no_answer", "", "<b>", "기타")
NUMBERS = (
    "0", "1", "2", "20", "21", "-1", "15", "999999999", "1e3", " 3 ", "٣", "१५", "３", "²", "①",
    "Ⅷ", "1_000", "+5", "0x10", "½", "零", "1\n2", "",
)  # fmt: skip
TEXTS = (
    "hello", "5 Gahoe-ro, Jongno-gu", "010-1234-5678", "+82 10 1234 5678", "🍕" * 30,
    "👨‍👩‍👧‍👦🇰🇷", "شارع الملك فهد، الرياض", "\u202eabcdef\u202c right to left", "<b>bold", "&lt;&amp;",
    "<script>alert(1)</script>", "a\x00b\x00c\x00d", "\x01\x02\x1b[31mred\x7f", "\u200b" * 8,
    "\u2060\ufeff\u00ad" * 4, "    ", "\n\n\n", "x" * 301, "y" * 4096, "z" * 10_000, "한" * 5_000,
    "'; DROP TABLE orders; --", "{$total} { -term }", "%s %(x)s {0}", "/", "//", "/ start", "@",
    "```", "#A1B2C", "\ud7ff\uffff", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞", "٠١٢٣٤٥٦٧٨٩", "Z͑͗a̸l̷g̵o̶", "⬅️ Back", "✖️ Cancel",
    "🛒", "뒤로", "취소",
)  # fmt: skip
PHONES = ("+821012345678", "821012345678", "", "not a phone", "+" * 40, "٠١٠١٢٣٤٥٦٧٨", "1" * 400)
POINTS = ((37.57, 126.98), (0, 0), (90, 180), (-90, -180), (1e-7, -1e-7), (91.5, 500.0))


@dataclass
class Someone:
    """A sender, with the messages that the bot has put in their chat."""

    user: Json
    messages: list[Json] = field(default_factory=list)

    @property
    def id(self) -> int:
        """Their Telegram id."""
        return int(self.user["id"])


class Fuzz:
    """Makes updates from a seed; ``ids`` are the order ids that exist, ``own`` the sender's."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ids: list[str] = []
        self.stores = ["hanok", "golden-gate", "nowhere"]
        self.dishes = ["bibimbap", "soup", "kimchi-stew", "nothing"]
        self.categories = ["rice", "soup", "drinks", "nothing"]
        self._update_id = 5_000_000

    def update(self, sender: Someone) -> Json:
        """One update from somebody."""
        kinds = (
            (self._tap, 34), (self._button, 22), (self._text, 16), (self._command, 10),
            (self._contact, 4), (self._location, 4), (self._photo, 2), (self._odd, 3),
            (self._edited, 2), (self._pre_checkout, 2), (self._group, 1),
        )  # fmt: skip
        (kind,) = self.random.choices([it for it, _ in kinds], [weight for _, weight in kinds])
        return self._numbered(kind(sender))

    def beginning(self, sender: Someone) -> list[Json]:
        """The first steps of an order, to wherever: every step is fuzzed in its turn."""
        steps = ORDERING[: self.random.randrange(len(ORDERING) + 1)]
        return [self._numbered(self._step(sender, step)) for step in steps]

    def _step(self, sender: Someone, step: str | Button) -> Json:
        if isinstance(step, Button):
            message = self._message(sender)
            unreachable = {"message_id": message["message_id"], "chat": message["chat"], "date": 0}
            return self._query(sender, unreachable, step.pack())
        if step.startswith("/"):
            entity = {"type": "bot_command", "offset": 0, "length": len(step)}
            return {"message": self._message(sender, text=step, entities=[entity])}
        return {"message": self._message(sender, text=step)}

    def _numbered(self, update: Json) -> Json:
        self._update_id += 1
        return {"update_id": self._update_id, **update}

    def data(self) -> str:
        """Callback data, rarely right."""
        pick, kind = self.random.choice, self.random.choice(BUTTONS + ABOUT_ORDERS * 4)
        values = [self._value(name) for name in kind.model_fields]
        if self.random.random() < 0.2:
            number = pick((0, 1, 1, 1, 2, 2, 3, 5))
            values = [self._anything() for _ in range(number)]
        prefix = kind.prefix
        match self.random.randrange(20):
            case 0:
                return f"{prefix}:" + "x" * (64 - len(prefix) - 1)
            case 1:
                return f"{prefix}:" + "한" * 300
            case 2:
                odd = ("", ":", "::::", "\x00", f"{prefix}\n", f" {prefix}", prefix.upper(), "🍕")
                return pick((*odd, "unknown", "unknown:1"))
            case _:
                return ":".join((prefix, *values))

    def _value(self, name: str) -> str:
        """Something for a field of a button: mostly what belongs there."""
        if self.random.random() < 0.2:
            return self._anything()
        known = {
            "order_id": self.ids or REASONS,
            "store_id": self.stores,
            "dish_id": self.dishes,
            "category_id": self.categories,
            "reason": REASONS,
            "charge": REASONS,
            "mark": REASONS,
        }
        return self.random.choice(known.get(name, NUMBERS))

    def _anything(self) -> str:
        pick = self.random.choice
        kinds = (self.ids or REASONS, self.stores, self.dishes, self.categories, NUMBERS, REASONS)
        return pick(pick(kinds))

    def _message(self, sender: Someone, **content: Any) -> Json:
        chat = {"id": sender.id, "type": "private", "first_name": sender.user["first_name"]}
        number = self.random.randrange(1, 10**9)
        return {
            "message_id": number, "date": 1_750_000_000, "chat": chat, "from": sender.user,
            **content,
        }  # fmt: skip

    def words(self) -> str:
        """Something to say."""
        return self.random.choice(self.random.choice((TEXTS, NUMBERS)))

    def _text(self, sender: Someone) -> Json:
        return {"message": self._message(sender, text=self.words())}

    def _command(self, sender: Someone) -> Json:
        name = "/" + self.random.choice(COMMANDS)
        called = name + self.random.choice(("", "", "", "@azer_delivery_bot", "@other_bot"))
        argument = self.random.choice(("", "", "", f" {self.words()}", "  ", "\n"))
        entity = {"type": "bot_command", "offset": 0, "length": len(called)}
        return {"message": self._message(sender, text=called + argument, entities=[entity])}

    def _button(self, sender: Someone) -> Json:
        """A tap on a button that the bot really put into this chat."""
        found = [
            (message, button["callback_data"])
            for message in sender.messages[-6:]
            for row in message.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if "callback_data" in button
        ]
        if not found:
            return self._tap(sender)
        message, data = self.random.choice(found)
        return self._query(sender, message, data)

    def _tap(self, sender: Someone) -> Json:
        gone = self._message(sender, text="gone")
        bots = {**gone, "from": {"id": 7000000001, "is_bot": True, "first_name": "Azer"}}
        unreachable = {"message_id": gone["message_id"], "chat": gone["chat"], "date": 0}
        known = [self.random.choice(sender.messages)] * 3 if sender.messages else []
        return self._query(
            sender, self.random.choice([*known, bots, unreachable, None]), self.data()
        )

    def _query(self, sender: Someone, message: Json | None, data: str) -> Json:
        query = {
            "id": f"forged-{self.random.randrange(10**12)}",
            "from": sender.user,
            "chat_instance": "1",
            "data": data,
        }
        if message is None:
            return {"callback_query": {**query, "inline_message_id": "inline-1"}}
        return {"callback_query": {**query, "message": message}}

    def _contact(self, sender: Someone) -> Json:
        contact: Json = {"phone_number": self.random.choice(PHONES), "first_name": "Somebody"}
        user_id = self.random.choice((sender.id, sender.id, 1001, 424242, None))
        if user_id is not None:
            contact["user_id"] = user_id
        return {"message": self._message(sender, contact=contact)}

    def _location(self, sender: Someone) -> Json:
        latitude, longitude = self.random.choice(POINTS)
        point = {"latitude": latitude, "longitude": longitude}
        return {"message": self._message(sender, location=point)}

    def _photo(self, sender: Someone) -> Json:
        size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
        caption = {"caption": self.words()} if self.random.random() < 0.5 else {}
        return {"message": self._message(sender, photo=[size], **caption)}

    def _odd(self, sender: Someone) -> Json:
        """Messages of kinds that nobody waits for, and texts that were forwarded."""
        dice = {"dice": {"emoji": "🎲", "value": 6}}
        origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Nobody"}
        forwarded = {"text": self.words(), "forward_origin": origin}
        venue = {
            "venue": {"location": {"latitude": 1.0, "longitude": 2.0}, "title": "", "address": ""},
            "location": {"latitude": 1.0, "longitude": 2.0},
        }
        nothing: Json = {}
        odd = self.random.choice((dice, forwarded, venue, {"new_chat_title": "x"}, nothing))
        return {"message": self._message(sender, **odd)}

    def _edited(self, sender: Someone) -> Json:
        message = self._message(sender, text=self.words(), edit_date=1_750_000_001)
        return {"edited_message": message}

    def _pre_checkout(self, sender: Someone) -> Json:
        query = {
            "id": f"forged-{self.random.randrange(10**12)}",
            "from": sender.user,
            "currency": self.random.choice(("KRW", "USD", "XXX")),
            "total_amount": self.random.choice((0, 1, 18_000, 2**40)),
            "invoice_payload": self.random.choice([*self.ids, "", "x" * 128]),
        }
        return {"pre_checkout_query": query}

    def _group(self, sender: Someone) -> Json:
        message = self._message(sender, text=self.random.choice(("/start", "/order", "hi")))
        message["chat"] = {"id": -2001, "type": "supergroup", "title": "Couriers"}
        return {"message": message}
