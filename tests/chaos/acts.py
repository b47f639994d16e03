"""What people do with the buttons in their chats: a row for each kind of button.

Whatever is about an order and has no row is pressed, too, only seldom: a new button is tried as soon
as it exists.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from handlers.ui import callbacks
from handlers.ui.callback_data import Button, OrderButton
from handlers.ui.translator import order_code
from tests.chaos.texts import ANY


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked after a tap, and what they type then.

    Args:
        key: The text of the question.
        answer: What is typed.
        values: What the text says, besides the order's code.
    """

    key: str
    answer: Callable[[str, Random], str]
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Act:
    """How somebody takes a kind of button.

    Args:
        weight: How often it is chosen among the buttons of its message; silence weighs
            ``SILENCE``.
        question: What the tap leads to, if something has to be typed then.
        twice: How often the finger is nervous.
        becomes: Makes the button another one of its kind, as one in an older message might be.
        is_needed: Whether the order goes on by it. When the evening ends, people do only that.
    """

    weight: float
    question: Question | None = None
    twice: float = 0.08
    becomes: Callable[[Button, Random], Button] = lambda button, _chance: button
    is_needed: bool = True


Acts = Mapping[type[Button], Act]
SILENCE = 20.0
_UNKNOWN, _NOT_MEANT = Act(3.0), Act(0.0)


def act_for(button: Button, acts: Acts) -> Act:
    """The row of a button, or the one of all that have none and are about an order."""
    return acts.get(type(button), _UNKNOWN if isinstance(button, OrderButton) else _NOT_MEANT)


def _words(code: str, chance: Random) -> str:
    return f"{chance.choice(('The stove', 'The bicycle', 'The door'))} of {code} is cold"


def _minutes(_code: str, chance: Random) -> str:
    return chance.choice(("1", "2 the oven broke", "soon"))


def _part(code: str, chance: Random) -> str:
    return f"/refund {code} {chance.choice((1, 2, 500, 1_000_000))}"


def _promise(button: Button, chance: Random) -> Button:
    # A quarter of an hour is longer than most runs: some promise one minute, and may be late.
    assert isinstance(button, callbacks.AcceptOrder)
    return callbacks.AcceptOrder(
        order_id=button.order_id, minutes=1 if chance.random() < 0.3 else button.minutes
    )


AT_THE_DOOR: Acts = {
    callbacks.ShowProblems: Act(25, is_needed=False),
    callbacks.ReportProblem: Act(15),
    callbacks.HaveCalled: Act(60),
    callbacks.ReportDamage: Act(15),
    callbacks.WithoutPhoto: Act(60),
    callbacks.GoOn: Act(8),
}
DECISIONS: Acts = {
    callbacks.BringAgain: Act(30),
    callbacks.ShowSettlements: Act(20),
    callbacks.EndTrip: Act(20),
    callbacks.ChooseBack: Act(15, is_needed=False),
    callbacks.ShowBack: Act(60),
    callbacks.EndTripInPart: Act(60),
    callbacks.LeaveTrip: Act(6),
    callbacks.ShowPhoto: Act(3, is_needed=False),
}
OWNERS: Acts = {
    callbacks.AcceptOrder: Act(60, becomes=_promise),
    callbacks.ShowRejectReasons: Act(20, is_needed=False),
    callbacks.RejectForReason: Act(5),
    callbacks.TypeReason: Act(10, Question("ask-own-reason", _words, {"what": "reject"})),
    callbacks.RejectInWords: Act(60),
    callbacks.LeaveTicket: Act(3),
    callbacks.ShowMap: Act(2, is_needed=False),
    callbacks.MarkCooked: Act(45),
    callbacks.PutOff: Act(4, is_needed=False),
    callbacks.TypeMinutes: Act(4, Question("ask-minutes", _minutes), is_needed=False),
    callbacks.AskMissing: Act(22, is_needed=False),
    callbacks.MarkMissing: Act(60),
    callbacks.TellMissing: Act(150),
    callbacks.ShowCallOffReasons: Act(8, is_needed=False),
    callbacks.CallOffForReason: Act(5),
    callbacks.TypeCallOffReason: Act(10, Question("ask-own-reason", _words, {"what": "call-off"})),
    callbacks.CallOffInWords: Act(60),
    callbacks.AgreeToCancel: Act(15),
    callbacks.RefuseToCancel: Act(15),
    callbacks.ChooseKept: Act(20, is_needed=False),
    callbacks.ShowKept: Act(40),
    callbacks.AgreeAndKeep: Act(60),
    callbacks.CallAgain: Act(15, is_needed=False),
    callbacks.BringOurselves: Act(15),
    callbacks.LetCollect: Act(15),
    callbacks.TakeAway: Act(15, is_needed=False),
    callbacks.ConfirmDelivered: Act(20),
    callbacks.PickUp: Act(60),
    callbacks.Deliver: Act(60),
    callbacks.HandBack: Act(8, is_needed=False),
    callbacks.OpenStore: Act(200),
    **AT_THE_DOOR,
    **DECISIONS,
}
COURIERS: Acts = {
    callbacks.TakeDelivery: Act(10),
    callbacks.PickUp: Act(60),
    callbacks.Deliver: Act(60),
    callbacks.HandBack: Act(10, is_needed=False),
    callbacks.SetShift: Act(10, is_needed=False),
    **AT_THE_DOOR,
}
CUSTOMERS: Acts = {
    callbacks.MayCancel: Act(4, is_needed=False),
    callbacks.PleaseCancel: Act(30),
    callbacks.SayWhy: Act(30, Question("ask-why", _words)),
    callbacks.LeaveOut: Act(25),
    callbacks.CancelForMissing: Act(15),
    callbacks.KeepOrder: Act(8),
    # These are what the customers' plays are about.
    **dict.fromkeys(
        (
            callbacks.PayOrder,
            callbacks.PayInCash,
            callbacks.AskToCancel,
            callbacks.CancelOrder,
            callbacks.PlaceOrder,
            callbacks.OrderAgain,
        ),
        _NOT_MEANT,
    ),
}
OPERATORS: Acts = {
    **DECISIONS,
    callbacks.ConfirmDelivered: Act(4),
    callbacks.AskMessage: Act(
        8, Question("ask-operator-words", _words, {"what": "message"}), is_needed=False
    ),
    callbacks.SendMessage: Act(60),
    callbacks.ExplainRefund: Act(8, Question("refund-how", _part), is_needed=False),
    callbacks.AskToEnd: Act(8, is_needed=False),
    callbacks.EndOrder: Act(15),
    callbacks.TypeEndReason: Act(
        15, Question("ask-operator-words", _words, {"what": "end"}), is_needed=False
    ),
    callbacks.EndInWords: Act(60),
    callbacks.KeepAsItIs: Act(10),
    callbacks.PauseStore: Act(2, is_needed=False),
    callbacks.ResumeStore: Act(200),
    callbacks.BanPerson: Act(20, is_needed=False),
    callbacks.LiftBan: Act(60),
    callbacks.AllowCash: Act(30),
}


def asked(question: Question, button: Button) -> dict[str, str]:
    """What the text of a question says, for the button that led to it."""
    return {"code": order_code(str(getattr(button, "order_id", ANY))), **question.values}
