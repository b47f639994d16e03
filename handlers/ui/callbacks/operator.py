"""The buttons of operators."""

from __future__ import annotations

from handlers.ui.callback_data import Button, Number, OrderButton, PersonId, Text


class SettleRefund(OrderButton):
    """Say that the money of a charge was given back by hand; a stray charge has refund 0."""

    prefix = "settle"
    charge: Text
    number: Number


class AskToEnd(OrderButton):
    """Ask whether an order shall be cancelled or called off."""

    prefix = "ask_end"


class EndOrder(OrderButton):
    """Cancel it or call it off, without a word."""

    prefix = "end_now"


class TypeEndReason(OrderButton):
    """Type first what its people read."""

    prefix = "end_words"


class EndInWords(OrderButton):
    """End it with the words that were shown."""

    prefix = "end_said"
    mark: Text


class PauseStore(Button):
    """Stop a store from taking orders."""

    prefix = "halt"
    store_id: Text


class ResumeStore(Button):
    """Let a paused store take orders again."""

    prefix = "resume"
    store_id: Text


class BanPerson(Button):
    """Take no more orders from somebody."""

    prefix = "ban"
    person_id: PersonId


class LiftBan(Button):
    """Take somebody's orders again."""

    prefix = "lift"
    person_id: PersonId


class AllowCash(Button):
    """Let somebody pay in cash again."""

    prefix = "let_cash"
    person_id: PersonId


class KeepAsItIs(OrderButton):
    """Leave the order as it is."""

    prefix = "unended"


class ExplainRefund(OrderButton):
    """Tell how a part is given back."""

    prefix = "how_refund"


class AskMessage(OrderButton):
    """Ask what shall be written to the customer."""

    prefix = "write"


class SendMessage(OrderButton):
    """Send the words that were shown."""

    prefix = "send"
    mark: Text
