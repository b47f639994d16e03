"""The operators' card of an order: what it asks, who decided, and which buttons it has."""

from __future__ import annotations

from datetime import UTC, timedelta
from html import escape
from typing import TYPE_CHECKING, Any

import pytest

from domain.delivery import (
    ConfirmDelivered,
    DeliveryScheduled,
    FailDelivery,
    LetCollect,
    PickUp,
    ReportProblem,
    TakeDelivery,
)
from domain.delivery import events as delivery_events
from domain.order import OrderState
from domain.payment import (
    ConfirmRefund,
    FailRefund,
    NoteRefusedInvoice,
    RecordCharge,
    RefundPart,
    SettleRefund,
    charge_code,
)
from domain.processes.checkout import ChooseCash
from domain.processes.deadlines import FireDeadline
from domain.processes.operating import EndOrder, WriteToCustomer
from domain.processes.order_file import ESCALATIONS, order_file
from domain.shared.deadlines import DeadlineKind
from domain.shared.errors import InvalidInput, NotAllowed, WrongState
from domain.shared.failures import Problem, Settlement
from domain.shared.limits import OperatingLimits
from domain.store import AcceptOrder, CallOff, MarkCooked, PutOff, RejectOrder
from handlers.ui.operator_card import TOLD, operator_card
from handlers.ui.translator import LANGUAGES, Translator
from handlers.ui.typed import isolated
from tests.support.buttons import button_of
from tests.support.fakes import FakeUnitOfWork, carry_out, spread
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    OPERATOR,
    ORDER,
    OWNER,
    WON_9000,
    WON_18000,
    a_store,
    place,
)
from tests.unit.test_texts import catalogue

if TYPE_CHECKING:
    from handlers.ui.keyboards import Card

CASH = ChooseCash(ORDER, CUSTOMER)
CARD = RecordCharge(ORDER, "simulated", "ch_1", "tg_1", WON_18000, CUSTOMER)
ACCEPTED = (CASH, AcceptOrder(ORDER, OWNER, 15))
COOKED = (*ACCEPTED, MarkCooked(ORDER, OWNER))
TAKE = TakeDelivery(ORDER, COURIER, "Dan")
CARRIED = (*COOKED, TAKE, PickUp(ORDER, COURIER))
ALWAYS = {"AskMessage", "AskToEnd"}
REFUSED = ReportProblem(ORDER, COURIER, Problem.REFUSED)
LATE = FireDeadline(DeadlineKind.DELIVERY_STEP, ORDER)
UNARRIVED = (LATE, LATE)
UNANSWERED = (
    *ACCEPTED,
    FireDeadline(DeadlineKind.COOK_BY, ORDER),
    FireDeadline(DeadlineKind.ESCALATE_COOKING, ORDER),
)
MOST_OF_A_FIRST_LINE = 40


def after(*commands: Any) -> FakeUnitOfWork:
    uow = FakeUnitOfWork(OperatingLimits(operators=frozenset({OPERATOR})))
    uow.stores.add(a_store())
    uow.people.meet(OPERATOR, "Olga", "en")
    for command in (place(), *commands):
        if isinstance(command, FireDeadline):
            uow.now = max(uow.now, uow.deadlines.rows[command.kind, command.order_id])
        carry_out(command, uow)
        spread(uow)
        uow.now += timedelta(seconds=1)
    return uow


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


def shown(uow: FakeUnitOfWork, translate: Translator) -> Card:
    return operator_card(order_file(ORDER, uow), translate)


def first_line(card: Card) -> str:
    return card.text.splitlines()[0].replace("<b>", "").replace("</b>", "")


def buttons(card: Card) -> set[str]:
    rows = card.keyboard.inline_keyboard if card.keyboard else ()
    found = (button_of(str(it.callback_data)) for row in rows for it in row)
    return {type(it).__name__ for it in found}


@pytest.mark.parametrize("kind", DeadlineKind)
def test_wait_of_every_kind_is_told_in_words(translate: Translator, kind: DeadlineKind) -> None:
    key = kind.replace("_", "-")
    assert key not in translate("file-wait", kind=key, time=FakeUnitOfWork().now)


FAILED_REFUND = (
    CARD,
    EndOrder(ORDER, OPERATOR),
    FailRefund(ORDER, "ch_1", "card closed", 1),
)


@pytest.mark.parametrize(
    ("commands", "is_told"),
    [
        ((), True),
        (CARRIED, True),
        (FAILED_REFUND, True),
        ((EndOrder(ORDER, OPERATOR),), False),
        ((*CARRIED, EndOrder(ORDER, OPERATOR)), False),
        ((*CARRIED, ConfirmDelivered(ORDER, OPERATOR)), False),
        ((*COOKED, LetCollect(ORDER, OWNER), ConfirmDelivered(ORDER, OWNER)), False),
        ((*CARRIED, REFUSED, FailDelivery(ORDER, OWNER, Settlement.WAIVE)), False),
    ],
)
def test_card_tells_how_to_call_the_customer_until_nobody_needs_to(
    translate: Translator, commands: tuple[Any, ...], is_told: bool
) -> None:
    text = shown(after(*commands), translate).text
    assert ("8210" in text.replace(" ", "").replace("-", "")) == is_told
    assert str(CUSTOMER) in text


@pytest.mark.parametrize("name", ["Dan <3 & Olga", "<b>Dan</b>", "محمد"])
@pytest.mark.parametrize("last", [(), (ConfirmDelivered(ORDER, OPERATOR),), UNARRIVED])
def test_card_shows_everybodys_name_as_it_is_written(
    translate: Translator, name: str, last: tuple[Any, ...]
) -> None:
    uow = after(*COOKED, TakeDelivery(ORDER, COURIER, name), PickUp(ORDER, COURIER))
    for person in (CUSTOMER, OWNER, COURIER, OPERATOR):
        uow.people.meet(person, name, "en")
    for command in last:
        uow.now = max([uow.now, *uow.deadlines.rows.values()])
        carry_out(command, uow)
        spread(uow)
    text = shown(uow, translate).text
    for person in (COURIER, OWNER):
        assert escape(isolated(f"{name} ({person})"), quote=False) in text


def test_card_of_an_order_that_is_refunded_names_no_part_of_it(translate: Translator) -> None:
    settled = ConfirmRefund(ORDER, "ch_1", 1)
    uow = after(CARD, EndOrder(ORDER, OPERATOR), settled)
    given_back = translate("card-given-back", amount=WON_18000)
    assert given_back not in shown(uow, translate).text


def test_every_escalation_and_its_decisions_are_told() -> None:
    assert {*ESCALATIONS, *(it for closing in ESCALATIONS.values() for it in closing)} <= set(TOLD)


def test_every_event_of_a_delivery_after_it_is_cooked_is_told() -> None:
    module = "domain.delivery.events"
    known = {
        it for it in vars(delivery_events).values() if getattr(it, "__module__", "") == module
    }
    assert known - set(TOLD) == {DeliveryScheduled}


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_a_card_tells_has_words_of_its_own(language: str) -> None:
    texts = catalogue(language)
    for key, told in (
        ("file-asked", {TOLD[it] for it in ESCALATIONS}),
        ("file-step", set(TOLD.values())),
        ("file-wait", {it.replace("_", "-") for it in DeadlineKind}),
    ):
        _values, choices = texts[key]
        assert told - choices == set(), key


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((), ALWAYS),
        ((CARD,), {*ALWAYS, "ExplainRefund"}),
        (ACCEPTED, ALWAYS),
        (COOKED, {*ALWAYS, "ConfirmDelivered", "CallAgain", "LetCollect"}),
        ((*COOKED, TAKE), {*ALWAYS, "ConfirmDelivered", "TakeAway"}),
        (CARRIED, {*ALWAYS, "ConfirmDelivered", "TakeAway"}),
        ((*COOKED, LetCollect(ORDER, OPERATOR)), {*ALWAYS, "ConfirmDelivered"}),
        ((*CARRIED, ConfirmDelivered(ORDER, OPERATOR)), {"AskMessage"}),
        ((CASH, RejectOrder(ORDER, OWNER, "closing")), {"AskMessage"}),
        ((EndOrder(ORDER, OPERATOR),), {"AskMessage"}),
    ],
)
def test_card_in_a_state_has_the_buttons_that_it_allows(
    translate: Translator, commands: tuple[Any, ...], expected: set[str]
) -> None:
    card = shown(after(*commands), translate)
    assert buttons(card) == expected
    assert len(first_line(card)) <= MOST_OF_A_FIRST_LINE
    assert "_" not in card.text


@pytest.mark.parametrize(
    ("decision", "who"),
    [
        (EndOrder(ORDER, OPERATOR, "no gas"), "Olga (500)"),
        (CallOff(ORDER, OWNER, "broken"), "10"),
        (PutOff(ORDER, OWNER, 20), "10"),
        (MarkCooked(ORDER, OWNER), "10"),
        (FireDeadline(DeadlineKind.CALL_OFF_COOKING, ORDER), None),
    ],
)
def test_escalation_that_is_decided_says_who_did_what(
    translate: Translator, decision: Any, who: str | None
) -> None:
    asked = first_line(shown(after(*UNANSWERED), translate))
    assert asked == translate("file-asked", what="unanswered")
    card = shown(after(*UNANSWERED, decision), translate)
    assert first_line(card) == translate("file-settled")
    by_store = isinstance(decision, PutOff | MarkCooked)
    said = who or translate("file-by", who="store" if by_store else "platform")
    assert card.text.splitlines()[1].endswith(f"· {said}")
    for line in (asked, first_line(card)):
        assert len(line) <= MOST_OF_A_FIRST_LINE


def test_escalation_that_is_decided_leaves_another_one_open(translate: Translator) -> None:
    missing = (CARD, AcceptOrder(ORDER, OWNER, 15), MarkCooked(ORDER, OWNER))
    part = RefundPart(ORDER, OPERATOR, WON_9000)
    uow = after(*missing, part, FailRefund(ORDER, "ch_1", "too old", 1), LATE, LATE, TAKE)
    card = shown(uow, translate)
    assert first_line(card) == translate("file-asked", what="refund-failed")
    assert "SettleRefund" in buttons(card)


def test_call_again_is_no_button_where_a_store_has_no_couriers(translate: Translator) -> None:
    uow = after(*COOKED)
    store = uow.stores.get("hanok")
    store.couriers = frozenset()
    uow.stores.save(store)
    assert buttons(shown(uow, translate)) == {*ALWAYS, "ConfirmDelivered", "LetCollect"}


def test_escalation_that_comes_again_asks_again(translate: Translator) -> None:
    late = UNANSWERED[-2:]
    card = shown(after(*UNANSWERED, PutOff(ORDER, OWNER, 20), *late), translate)
    assert first_line(card) == translate("file-asked", what="unanswered")


def test_invoice_that_is_refused_is_on_the_card_with_its_problem(translate: Translator) -> None:
    uow = after(NoteRefusedInvoice(ORDER, CUSTOMER, "A<B"))
    card = shown(uow, translate)
    assert first_line(card) == translate("file-asked", what="invoice-refused")
    assert len(first_line(card)) <= MOST_OF_A_FIRST_LINE
    assert "<code>A&lt;B</code>" in card.text
    carry_out(CASH, uow)
    assert first_line(shown(uow, translate)) == translate("file-settled")


def test_refund_that_failed_has_its_button_until_somebody_made_it(translate: Translator) -> None:
    rejected = (CARD, RejectOrder(ORDER, OWNER, "closing"))
    uow = after(*rejected, FailRefund(ORDER, "ch_1", "too old", 1))
    card = shown(uow, translate)
    assert first_line(card) == translate("file-asked", what="refund-failed")
    assert len(first_line(card)) <= MOST_OF_A_FIRST_LINE
    assert "too old" in card.text
    assert buttons(card) == {"AskMessage", "SettleRefund"}
    carry_out(SettleRefund(ORDER, OPERATOR, charge_code("ch_1"), 1), uow)
    settled = shown(uow, translate)
    assert buttons(settled) == {"AskMessage"}
    assert settled.text.splitlines()[1].endswith("· Olga (500)")
    assert carry_out(ConfirmRefund(ORDER, "ch_1", 1), uow) is None


def test_time_line_and_waits_of_a_card_say_what_happened_and_what_will(
    translate: Translator,
) -> None:
    text = shown(after(*ACCEPTED), translate).text
    for step in ("placed", "approved", "paid", "received", "accepted"):
        assert translate("file-step", time="", step=step).strip() in text
    assert "⏳" in text


@pytest.mark.parametrize("commands", [(), (CASH,), ACCEPTED, COOKED, CARRIED])
def test_end_by_an_operator_anywhere_calls_everything_off(commands: tuple[Any, ...]) -> None:
    uow = after(*commands, EndOrder(ORDER, OPERATOR, "street closed"))
    assert uow.orders.get(ORDER).state is OrderState.CANCELLED
    assert uow.payments.get(ORDER).state == "voided"
    for kept in (uow.tickets.find(ORDER), uow.deliveries.find(ORDER)):
        assert kept is None or kept.state == "cancelled"
    view = uow.views.get(ORDER)
    assert (view.reason, view.words, view.was_called_off) == ("by_operator", "street closed", True)
    assert uow.deadlines.rows == {}
    with pytest.raises(WrongState):
        carry_out(EndOrder(ORDER, OPERATOR), uow)


def test_end_with_a_reason_of_operators_by_an_owner_is_refused() -> None:
    # Only operators may end what a courier carries, and the reason says who they are.
    uow = after(*CARRIED)
    for reason in ("by_operator", "not_cooked", "no_answer"):
        with pytest.raises(InvalidInput):
            carry_out(CallOff(ORDER, OWNER, reason), uow)
    assert uow.orders.get(ORDER).state is OrderState.ON_THE_WAY


@pytest.mark.parametrize("commands", [COOKED, CARRIED[:-1], CARRIED])
def test_delivery_confirmed_by_an_operator_ends_all_and_collects_the_cash(
    commands: tuple[Any, ...],
) -> None:
    uow = after(*commands, ConfirmDelivered(ORDER, OPERATOR))
    assert uow.orders.get(ORDER).state is OrderState.DELIVERED
    assert uow.tickets.get(ORDER).state == "delivered"
    assert uow.payments.get(ORDER).state == "collected"


def test_message_to_a_customer_is_checked_and_published_with_its_writer() -> None:
    uow = after()
    for words in ("", " \u3164 ", "x" * 1_001):
        with pytest.raises(InvalidInput):
            carry_out(WriteToCustomer(ORDER, OPERATOR, words), uow)
    carry_out(WriteToCustomer(ORDER, OPERATOR, " Please  call us "), uow)
    (wrote,) = uow.events
    assert (wrote.words, wrote.by) == ("Please call us", OPERATOR)  # type: ignore[attr-defined]
    with pytest.raises(NotAllowed):
        carry_out(WriteToCustomer(ORDER, OWNER, "x"), uow)
