"""What is remembered of a person between two updates: ids and words, no rule and no order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID, uuid4, uuid5

from domain.order import Basket, Location


class Question(StrEnum):
    """What a person may be asked to type or to share."""

    QUANTITY = "quantity"
    ADDRESS = "address"
    PHONE = "phone"
    REASON = "reason"
    MINUTES = "minutes"
    OPERATOR_WORDS = "operator_words"
    KEPT = "kept"
    WHY = "cancel_words"
    PHOTO = "photo"
    BACK = "back"


@dataclass(slots=True)
class Draft:
    """An order that is being put together; ``id`` is its own, and no order's."""

    id: str
    store_id: str = ""
    category_id: str = ""
    dish_id: str = ""
    basket: Basket | None = None
    address: str = ""
    location: Location | None = None
    phone: str = ""

    def order_id(self) -> str:
        """The id of the order that this draft would place as it is now.

        The same content has the same id, so that tapping "place" twice, or showing a summary
        again after a crash, still makes one order; changed content makes another.
        """
        lines = self.basket.lines if self.basket else ()
        fee = self.basket.delivery_fee if self.basket else None
        content = repr((self.store_id, lines, self.address, self.location, self.phone, fee))
        return uuid5(UUID(self.id), content).hex


@dataclass(slots=True)
class Session:
    """One person's conversations.

    Args:
        draft: The order that is being put together.
        rejecting: The id of the order that is being rejected in words; empty for none.
        is_calling_off: Whether it was accepted, and is being called off rather.
        putting_off: The id of the order for which minutes are being typed; empty for none.
        keeping: The id of the order of which a part is kept, while that is typed; empty for none.
        reporting: The id of the order that is damaged, while a photo is waited for; empty for none.
        failing: The id of the order of which a part goes back, while that is typed; empty for none.
        asking: The id of the order that its customer types a reason to cancel for; empty for none.
        words: The reason that was typed for it and waits for a yes.
        operating: The id of the order about which an operator is asked to type; empty for none.
        is_ending: Whether that is why it ends, and no message to its customer.
        operator_words: What was typed and waits for a yes.
        question: What was asked last, until a command or a tap comes after it.
        asked_in: The number of the message whose buttons belong to it; 0 for none.
        asked_after: The id of the message upon which it was asked: whatever answers it came later.
    """

    draft: Draft | None = None
    rejecting: str = ""
    is_calling_off: bool = False
    putting_off: str = ""
    keeping: str = ""
    reporting: str = ""
    failing: str = ""
    asking: str = ""
    words: str = ""
    operating: str = ""
    is_ending: bool = False
    operator_words: str = ""
    question: Question | None = None
    asked_after: int = 0
    asked_in: int = 0

    def ask(self, question: Question, after: int) -> None:
        """Open a question upon a message; one that is open already stays open since then."""
        if self.question is not question:
            self.question, self.asked_after = question, after

    def close_question(self) -> None:
        """Let words answer nothing any more."""
        self.question, self.asked_after, self.asked_in = None, 0, 0

    def begin_draft(self) -> Draft:
        """Start an order afresh."""
        self.draft = Draft(id=uuid4().hex)
        return self.draft

    def the_draft(self) -> Draft:
        """The draft at hand; a new one if there is none."""
        return self.draft or self.begin_draft()
