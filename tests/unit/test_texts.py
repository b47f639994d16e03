"""Texts, cards and notices in every language."""

from __future__ import annotations

import dataclasses
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from bot.simulator.model import EXPONENTS
from domain.customer.events import PersonUnreachable
from domain.customer.model import OrderView
from domain.customer.standing import Banned, CashRefused
from domain.customer.view_parts import Held, ViewedPayment
from domain.delivery.errors import AlreadyTaken
from domain.delivery.queries import DeliveryView
from domain.delivery.states import ENDS as DELIVERY_ENDS
from domain.delivery.states import DeliveryState
from domain.order.basket import Change, ChangeKind
from domain.order.errors import (
    BasketChanged,
    BasketEmpty,
    BelowMinimum,
    SeveralOrders,
    StoreIsClosed,
    TooLateToCancel,
)
from domain.order.events import OrderExpired, OrderPlaced
from domain.order.model import OrderState
from domain.payment.errors import AmountMismatch, RefundTooMuch
from domain.payment.events import (
    LedgerDisagrees,
    PaymentRefunded,
    PaymentResumed,
    ProviderCameBack,
    ProviderWentDown,
    RefundRequested,
)
from domain.payment.reasons import RefundReason
from domain.payment.states import PaymentState
from domain.shared.errors import InvalidInput, NotAllowed, NotFound, WrongState
from domain.shared.methods import EITHER_WAY, PaymentMethod
from domain.shared.money import Money
from domain.shared.terms import Terms
from domain.store.errors import StorePaused
from domain.store.events import OrderAccepted, OrderRejected, StoreClosed, StoreReminded
from domain.store.queries import TicketView
from domain.store.reasons import CloseReason, RejectionReason
from domain.store.ticket_states import ENDS, TicketState
from handlers.ui import translator as words_module
from handlers.ui.amounts import amount_of
from handlers.ui.cards import customer_card, ticket_card
from handlers.ui.currencies import decimals
from handlers.ui.delivery_cards import delivery_card
from handlers.ui.errors import refusal
from handlers.ui.notices import customer_notice, operator_notice, store_notice
from handlers.ui.terms import basket_sums, missing_hint, store_terms
from handlers.ui.translator import LANGUAGES, Translator, order_code
from tests.support.fakes import NOON
from tests.support.samples import (
    COURIER,
    CUSTOMER,
    DETAILS,
    LINES,
    ORDER,
    SECOND_COURIER,
    WON_9000,
    WON_18000,
    a_basket,
    a_delivery,
    a_ticket,
    nobody,
)

TEXTS = Path(words_module.__file__).parent / "texts"


class _Shape(Visitor):
    """Which values and which choices a text has."""

    def __init__(self) -> None:
        self.values: set[str] = set()
        self.choices: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.values.add(node.id.name)

    def visit_Variant(self, node: ast.Variant) -> None:  # noqa: N802
        self.choices.add(node.key.name if isinstance(node.key, ast.Identifier) else "")
        self.generic_visit(node)


def catalogue(language: str) -> dict[str, tuple[set[str], set[str]]]:
    resource = FluentParser().parse((TEXTS / f"{language}.ftl").read_text("utf-8"))
    found = {}
    for entry in resource.body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            shape = _Shape()
            shape.visit(entry)
            found[entry.id.name] = (shape.values, shape.choices)
    return found


def test_catalogues_have_the_same_keys_values_and_choices() -> None:
    english, korean = catalogue("en"), catalogue("ko")
    assert english == korean


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogue_has_each_text_once(language: str) -> None:
    resource = FluentParser().parse((TEXTS / f"{language}.ftl").read_text("utf-8"))
    keys = [it.id.name for it in resource.body if isinstance(it, ast.Message)]
    assert [key for key in keys if keys.count(key) > 1] == []


def test_catalogues_have_no_text_that_is_never_used() -> None:
    code = "".join(path.read_text("utf-8") for path in TEXTS.parents[1].rglob("*.py"))
    code += (TEXTS.parents[2] / "bot/telegram/application.py").read_text("utf-8")
    built = ("error-", "command-", "unexpected-", "problem-")
    unused = [key for key in catalogue("en") if f'"{key}"' not in code]
    assert [key for key in unused if not key.startswith(built)] == []


@pytest.fixture(params=LANGUAGES)
def translate(request: pytest.FixtureRequest) -> Translator:
    return Translator(request.param, UTC)


def test_value_typed_by_people_is_escaped(translate: Translator) -> None:
    text = translate("card-courier", name="<b>&amp;</b>")
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt;" in text
    assert "<b>&amp;</b>" in translate.plain("card-courier", name="<b>&amp;</b>")


def test_missing_key_or_value_is_an_error(translate: Translator) -> None:
    with pytest.raises(LookupError):
        translate("no-such-text")
    with pytest.raises(LookupError):
        translate("card-courier")


@pytest.mark.parametrize(
    ("code", "spoken"), [("ko-KR", "ko"), ("EN", "en"), ("fr", "en"), (None, "en")]
)
def test_language_code_chooses_the_catalogue(code: str | None, spoken: str) -> None:
    assert Translator(code, UTC).language == spoken


def test_money_is_written_with_the_digits_of_its_currency() -> None:
    english = Translator("en", UTC)
    assert english.money(Money(9_000, "KRW")) == "₩9,000"
    assert english.money(Money(950, "USD")) == "$9.50"
    assert english.money(Money(1_234_567, "RSD")) == "RSD12,345.67"
    assert english.money(Money(1_234_567, "IQD")) == "IQD1,234.567"


def test_decimals_are_telegrams_for_every_currency_of_an_invoice() -> None:
    assert {code: decimals(code) for code in EXPONENTS} == EXPONENTS


def a_view(**changes: Any) -> OrderView:
    placed = OrderPlaced(
        order_id=ORDER, customer_id=CUSTOMER, customer_name="Mina", store_id="hanok",
        store_name="Hanok", store_phone="+82", lines=LINES, total=WON_18000, details=DETAILS,
        methods=(PaymentMethod.CARD, PaymentMethod.CASH), delivery_fee=Money(0, "KRW"),
    )  # fmt: skip
    return dataclasses.replace(OrderView.of(placed, NOON), **changes)


@pytest.mark.parametrize("state", [state.value for state in OrderState])
@pytest.mark.parametrize("payment", list(ViewedPayment))
def test_customer_card_shows_every_state(
    translate: Translator, state: OrderState, payment: ViewedPayment
) -> None:
    view = a_view(payment=payment, reason=RejectionReason.OTHER, words="<no>", ready_at=NOON)
    if state == OrderState.HELD:
        view = dataclasses.replace(view, held=Held(3, NOON))
    else:
        view = view.moved(state, NOON)
    card = customer_card(view, translate)
    assert order_code(ORDER) in card.text
    labels = [
        b.text for row in (card.keyboard.inline_keyboard if card.keyboard else ()) for b in row
    ]
    expected = 2 * view.can_pay + view.can_cancel + view.can_ask_to_cancel
    assert len(labels) == expected
    assert "_" not in card.text


@pytest.mark.parametrize(
    ("reason", "en", "ko"),
    [
        (RejectionReason.CUSTOMER_ASKED, "You asked to cancel it", "취소를 요청하셨어요"),
        (RejectionReason.DISH_MISSING, "you did not want the rest", "나머지도 원하지 않으셨어요"),
    ],
)
def test_customer_card_speaks_to_the_customer_and_not_of_them(
    translate: Translator, reason: RejectionReason, en: str, ko: str
) -> None:
    view = a_view(reason=reason).moved(OrderState.CANCELLED, NOON)
    text = customer_card(view, translate).text
    assert {"en": en, "ko": ko}[translate.language] in text
    assert {"en": "customer", "ko": "고객"}[translate.language] not in text


def test_customer_card_of_a_cash_order_says_nowhere_that_it_was_paid(
    translate: Translator,
) -> None:
    view = a_view(payment=ViewedPayment.VOIDED)
    for state in (OrderState.PAID, OrderState.ACCEPTED, OrderState.CANCELLED):
        view = view.moved(state, NOON)
    text = customer_card(view, translate).text
    assert {"en": "sent to the store", "ko": "가게에 전달"}[translate.language] in text
    assert {"en": " paid", "ko": "결제"}[translate.language] not in text


@pytest.mark.parametrize("methods", [EITHER_WAY, (PaymentMethod.CARD,)])
def test_customer_card_of_a_resting_payment_offers_everything_but_the_card(
    translate: Translator, methods: tuple[PaymentMethod, ...]
) -> None:
    view = a_view(is_resting=True, methods=methods)
    card = customer_card(view, translate)
    assert translate("card-resting") in card.text
    assert card.keyboard is not None
    labels = [button.text for row in card.keyboard.inline_keyboard for button in row]
    cash = [translate.plain("button-cash")] if "cash" in methods else []
    assert labels == [*cash, translate.plain("button-cancel-order")]
    ended = customer_card(view.moved(OrderState.EXPIRED, NOON), translate)
    assert translate("card-resting") not in ended.text


def test_cards_show_fee_and_tip_only_where_there_are_any(translate: Translator) -> None:
    fee, tip = translate("delivery-fee", fee=WON_9000), translate("card-tip", tip=WON_9000)
    plain = customer_card(a_view(), translate).text
    assert (fee in plain, tip in plain) == (False, False)
    full = customer_card(a_view(delivery_fee=WON_9000, tip=WON_9000), translate).text
    assert (fee in full, tip in full) == (True, True)
    ticket = a_ticket()
    assert fee not in ticket_card(TicketView.of(ticket, NOON), translate).text
    ticket.delivery_fee = WON_9000
    assert fee in ticket_card(TicketView.of(ticket, NOON), translate).text


def test_terms_are_shown_at_the_store_and_in_the_basket(translate: Translator) -> None:
    fee, free, minimum = (Money(it, "KRW") for it in (3_000, 30_000, 20_000))
    terms = Terms(fee=fee, free_above=free, minimum=minimum)
    assert "₩30,000" in store_terms(terms, translate)[0]
    assert store_terms(Terms(fee=fee), translate) == [translate("delivery-fee", fee=fee)]
    assert store_terms(Terms(), translate) == []
    basket = dataclasses.replace(a_basket(), delivery_fee=fee)
    assert [("₩3,000" in it, "₩21,000" in it) for it in basket_sums(basket, terms, translate)] == [
        (True, False),
        (False, True),
    ]
    brought_free = dataclasses.replace(basket, delivery_fee=Money(0, "KRW"))
    assert basket_sums(brought_free, terms, translate)[0] == translate("delivery-free")
    assert len(basket_sums(brought_free, Terms(), translate)) == 1
    (hint,) = missing_hint(basket, terms, translate)
    assert "₩2,000" in hint
    assert missing_hint(basket, Terms(), translate) == []


@pytest.mark.parametrize("state", list(TicketState))
@pytest.mark.parametrize("reason", list(RejectionReason))
def test_ticket_card_shows_every_state_and_reason(
    translate: Translator, state: TicketState, reason: RejectionReason
) -> None:
    ticket = a_ticket()
    ticket.state, ticket.reason, ticket.words, ticket.ready_at = state, reason, "no gas", NOON
    card = ticket_card(TicketView.of(ticket, NOON), translate)
    assert state not in card.text.splitlines(), "the bare name of the state is no text"
    # Once somebody has set out it is the trip that is decided about.
    assert (card.keyboard is not None) == (state not in {*ENDS, TicketState.HANDED_OVER})


@pytest.mark.parametrize("state", list(DeliveryState))
def test_delivery_card_hides_the_customer_from_the_courier_who_lost(
    translate: Translator, state: DeliveryState
) -> None:
    delivery = a_delivery()
    delivery.state, delivery.courier_id, delivery.courier_name = state, COURIER, "Dan"
    mine, theirs = (
        delivery_card(DeliveryView.of(delivery, it), translate) for it in (COURIER, SECOND_COURIER)
    )
    over = {*DELIVERY_ENDS, DeliveryState.COLLECTABLE}
    assert ("+82 10-1234-5678" in mine.text) == (state not in over)
    assert "+82 10-1234-5678" not in theirs.text
    assert theirs.keyboard is None


def test_every_refusal_has_a_text(translate: Translator) -> None:
    change = Change(ChangeKind.PRICE, "Soup", WON_9000, WON_18000)
    fee = Change(ChangeKind.FEE, "", WON_9000, WON_18000)
    sold_out = Change(ChangeKind.SOLD_OUT, "Soup", WON_9000)
    errors = [
        *(InvalidInput(field, problem, 5) for field in
          ("address", "phone", "quantity", "minutes", "reason", "sum", "refund",
           "message", "ban")
          for problem in ("missing", "too_short", "too_long", "not_a_number", "out_of_range")),
        BelowMinimum(WON_18000, a_basket()),
        StoreIsClosed("hanok", "Hanok"), BasketEmpty(), AlreadyTaken(ORDER, 1, "Dan"),
        BasketChanged((change, fee, sold_out), a_basket()), NotAllowed(1, "x"), NotFound("x", "y"),
        AmountMismatch(ORDER, WON_9000, WON_18000), RefundTooMuch(ORDER, WON_18000, WON_9000),
        SeveralOrders("aaaaa", (ORDER, ORDER)), NotFound("order_code", "zzz"),
        Banned(1), CashRefused(1), StorePaused("hanok", "Hanok"), NotFound("person", "@x"),
        WrongState("payment", ORDER, "refund_failed", "refund_part"),
        *(TooLateToCancel(ORDER, state, "Hanok", "+82") for state in OrderState),
        *(WrongState("x", ORDER, state, "y", by) for by in (1, 2)
          for enum in (OrderState, TicketState, DeliveryState, PaymentState) for state in enum),
    ]  # fmt: skip
    for error in errors:
        text = refusal(error, translate, user_id=1)
        assert text
        assert "_" not in text


def test_every_notice_has_a_text(translate: Translator) -> None:
    later = NOON + timedelta(minutes=5)
    base: dict[str, Any] = {"order_id": ORDER}
    money: dict[str, Any] = {"customer_id": 1, "amount": WON_9000, "charge_id": "ch_1"}
    for reason in RejectionReason:
        customer_notice(OrderRejected(**base, store_id="s", reason=reason, words="<x>"), translate)
    nothing = Money(0, "KRW")
    refund: dict[str, Any] = {"number": 1, "left": nothing}
    for back in (
        RefundReason.LATE,
        RefundReason.PAID_TWICE,
        RefundReason.WRONG_AMOUNT,
        RefundReason.REJECTED,
    ):
        requested = RefundRequested(**base, **money, **refund, provider="p", reason=back)
        assert "₩9,000" in customer_notice(requested, translate).text
    customer_notice(
        PaymentRefunded(**base, **money, reason=RefundReason.LATE, so_far=WON_9000, left=nothing),
        translate,
    )
    resumed = customer_notice(PaymentResumed(**base, customer_id=1, revision=2), translate)
    assert order_code(ORDER) in resumed.text
    customer_notice(OrderExpired(**base, customer_id=1, store_id="s"), translate)
    customer_notice(
        OrderAccepted(**base, store_id="s", accepted_by=1, minutes=15, ready_at=later), translate
    )
    store_notice(StoreReminded(**base, store_id="s", answer_by=later), translate)
    store_notice(
        StoreClosed(store_id="s", store_name="S", reason=CloseReason.UNREACHABLE), translate
    )
    operator_notice(PersonUnreachable(user_id=12_345), translate, nobody)
    for kind in (ProviderWentDown, ProviderCameBack):
        assert "stripe" in operator_notice(kind(provider="stripe"), translate, nobody).text


def test_operators_are_told_that_the_books_disagree(translate: Translator) -> None:
    card = operator_notice(LedgerDisagrees(count=12, lines=("a & b", "c")), translate, nobody)
    assert "12" in card.text
    assert "a &amp; b\nc" in card.text


def test_customer_card_of_a_partly_refunded_order_shows_what_came_back(
    translate: Translator,
) -> None:
    view = a_view(payment=ViewedPayment.PAID, given_back=WON_9000).moved(
        OrderState.DELIVERED, NOON
    )
    assert "₩9,000</b>\n" in customer_card(view, translate).text
    whole = dataclasses.replace(view, payment=ViewedPayment.REFUNDED, given_back=WON_18000)
    assert customer_card(whole, translate).text.count("₩18,000") == 2


@pytest.mark.parametrize(
    ("typed", "currency", "amount"),
    [
        ("3000", "KRW", 3_000), ("3,000", "KRW", 3_000), ("₩3,000", "KRW", 3_000),
        ("3 000 원", "KRW", 3_000), ("1,234,567", "KRW", 1_234_567), ("krw 5", "KRW", 5),
        ("3.50", "USD", 350), ("3,5", "USD", 350), ("$1,234.05", "USD", 123_405),
        ("3000", "USD", 300_000), (" 7 ", "USD", 700), ("1.005", "KWD", 1_005),
        ("3.50", "KRW", None), ("3.000", "KRW", None), ("3.505", "USD", None),
        ("-3", "KRW", None), ("$3", "KRW", None), ("3 50", "USD", None), ("1,00", "KRW", None),
        ("", "KRW", None), ("٣", "KRW", None), ("1e3", "KRW", None), ("9" * 13, "KRW", None),
    ],
)  # fmt: skip
def test_amount_typed_is_read_in_the_currency_or_refused(
    typed: str, currency: str, amount: int | None
) -> None:
    if amount is None:
        with pytest.raises(InvalidInput):
            amount_of(typed, currency)
    else:
        assert amount_of(typed, currency) == Money(amount, currency)


def test_korean_texts_leave_no_choice_of_a_particle_to_the_reader() -> None:
    """What stands before it may end in a vowel or not: such a text is put in another way."""
    texts = (Path(words_module.__file__).parent / "texts" / "ko.ftl").read_text("utf-8")
    choices = ("을(를)", "은(는)", "이(가)", "와(과)", "(으)로")
    assert [line for line in texts.splitlines() if any(it in line for it in choices)] == []
