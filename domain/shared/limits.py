"""The times and limits that an operator may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from domain.shared.errors import NotAllowed
from domain.shared.methods import PaymentMethod


@dataclass(frozen=True, slots=True)
class OperatingLimits:
    """How long the platform waits before it acts by itself.

    Args:
        pay_within: An order that is not paid by then expires.
        remind_every: The store is reminded of an unanswered order this often.
        answer_within: An order that the store has not answered by then is rejected and refunded.
        escalate_cooking_after: So long after the promised time operators are asked about an order
            that the store has not answered for.
        call_off_cooking_after: So long after that it is called off and refunded.
        take_within: A delivery that no courier takes is offered again after this time; after the
            same time once more, owners and operators are asked.
        call_off_untaken_after: So long after that it is called off and refunded.
        offer_first_to: So many couriers are offered a delivery at once; 0 for all of them.
        offer_to_all_after: The others are offered it so much later, if nobody has taken it.
        quiet_for: What nobody must notice and nobody waits for may be shown so much later, so that
            steps that follow each other soon are one edit.
        pick_up_within: A courier who has taken a delivery is reminded after this time.
        deliver_within: A courier who has picked it up is reminded after this time.
        escalate_courier_after: So long after a reminder owners and operators are asked about a
            courier who is silent; after the same time once more, what was not picked up is
            offered anew.
        collect_within: Owners and operators are asked about food that the customer has not come
            for in this time.
        decide_within: Operators are asked, too, about a problem at the door that nobody has decided
            in this time.
        ask_operators_every: They are asked this often where nothing can be decided without them.
        ask_operators_at_most: After so many questions without an answer an order whose food is under
            way, or waits for its customer, has failed; everything goes back.
        answer_request_within: A customer who asks to cancel an accepted order, and has no answer
            by then, is told that it goes on.
        choose_within: Dishes that are missing are left out after this time, unless the customer
            has chosen.
        hold_within: A held order whose turn has not come by then expires.
        cook_within: How long a kitchen is taken to need for an order before it has shown its pace.
        orders_per_minute: Above this rate, over all stores, new orders are held; 0 for none.
        most_waiting: With so many events or messages waiting, new orders are held, too; 0 for
            never.
        methods: How an order can be paid on this platform, whatever a store would take.
        operators: Telegram ids of those who run the platform.
        unanswered_before_pause: A store that has not answered so many orders in a row takes no more;
            0 for never.
        cash_after_unpaid: Whether somebody whose cash order was cooked and not paid may pay in cash
            again.
        rest_within: A payment whose provider does not work is waited for at most this long.
        under_way_within: Operators and the customer are told of a cooked order of whose delivery
            nothing was heard in this time; None where deliveries lie with everything else.
        card_limits: The least and the most that a payment by card may come to, in minor units,
            by currency; in one that is not here nothing can be paid by card. None knows no
            limits.
    """

    pay_within: timedelta = timedelta(minutes=15)
    remind_every: timedelta = timedelta(minutes=3)
    answer_within: timedelta = timedelta(minutes=10)
    escalate_cooking_after: timedelta = timedelta(minutes=10)
    call_off_cooking_after: timedelta = timedelta(minutes=50)
    take_within: timedelta = timedelta(minutes=5)
    call_off_untaken_after: timedelta = timedelta(minutes=30)
    offer_first_to: int = 1
    offer_to_all_after: timedelta = timedelta(seconds=30)
    quiet_for: timedelta = timedelta(seconds=10)
    pick_up_within: timedelta = timedelta(minutes=15)
    deliver_within: timedelta = timedelta(minutes=45)
    escalate_courier_after: timedelta = timedelta(minutes=10)
    collect_within: timedelta = timedelta(minutes=60)
    decide_within: timedelta = timedelta(minutes=10)
    ask_operators_every: timedelta = timedelta(minutes=15)
    ask_operators_at_most: int = 12
    answer_request_within: timedelta = timedelta(minutes=5)
    choose_within: timedelta = timedelta(minutes=5)
    hold_within: timedelta = timedelta(hours=2)
    cook_within: timedelta = timedelta(minutes=15)
    orders_per_minute: int = 600
    most_waiting: int = 500
    methods: frozenset[PaymentMethod] = frozenset(PaymentMethod)
    operators: frozenset[int] = frozenset()
    unanswered_before_pause: int = 2
    cash_after_unpaid: bool = False
    rest_within: timedelta = timedelta(hours=2)
    under_way_within: timedelta | None = None
    card_limits: Mapping[str, tuple[int, int]] | None = None

    def require_operator(self, user_id: int, action: str) -> None:
        """Refuse anyone (a Telegram user id) but those who run the platform. Raises NotAllowed."""
        if user_id not in self.operators:
            raise NotAllowed(user_id, action)
