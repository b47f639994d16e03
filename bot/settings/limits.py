"""The operator's times and limits."""

from __future__ import annotations

from datetime import timedelta

from pydantic import Field

from bot.settings.group import Group, Seconds
from domain.shared.limits import OperatingLimits
from domain.shared.methods import PaymentMethod
from handlers.ui.currencies import CARD_LIMITS


class LimitSettings(Group):
    """How long the platform waits before it acts by itself, and how much it takes at once."""

    pay_within: Seconds = 15 * 60
    remind_every: Seconds = 3 * 60
    answer_within: Seconds = 10 * 60
    escalate_cooking_after: Seconds = 10 * 60
    call_off_cooking_after: Seconds = 50 * 60
    take_within: Seconds = 5 * 60
    call_off_untaken_after: Seconds = 30 * 60
    offer_first_to: int = Field(1, ge=0, le=1_000)
    offer_to_all_after: Seconds = 30
    quiet_for: float = Field(10, ge=0, le=300)
    pick_up_within: Seconds = 15 * 60
    deliver_within: Seconds = 45 * 60
    escalate_courier_after: Seconds = 10 * 60
    collect_within: Seconds = 60 * 60
    decide_within: Seconds = 10 * 60
    ask_operators_every: Seconds = 15 * 60
    ask_operators_at_most: int = Field(12, ge=1, le=1_000)
    answer_request_within: Seconds = 5 * 60
    choose_within: Seconds = 5 * 60
    hold_within: Seconds = 2 * 60 * 60
    rest_within: Seconds = 2 * 60 * 60
    under_way_within: Seconds = 10 * 60
    orders_per_minute: int = Field(600, ge=0, le=1_000_000)
    most_waiting: int = Field(500, ge=0, le=1_000_000)
    unanswered_before_pause: int = Field(2, ge=0, le=1_000)
    cash_after_unpaid: bool = False

    def operating_limits(
        self, methods: frozenset[PaymentMethod], operators: frozenset[int], *, is_apart: bool
    ) -> OperatingLimits:
        """The times and limits as the domain wants them.

        Args:
            methods: How an order can be paid on this platform.
            operators: Telegram ids of those who run it.
            is_apart: Whether deliveries have a database of their own.
        """
        return OperatingLimits(
            pay_within=timedelta(seconds=self.pay_within),
            remind_every=timedelta(seconds=self.remind_every),
            answer_within=timedelta(seconds=self.answer_within),
            escalate_cooking_after=timedelta(seconds=self.escalate_cooking_after),
            call_off_cooking_after=timedelta(seconds=self.call_off_cooking_after),
            take_within=timedelta(seconds=self.take_within),
            call_off_untaken_after=timedelta(seconds=self.call_off_untaken_after),
            offer_first_to=self.offer_first_to,
            offer_to_all_after=timedelta(seconds=self.offer_to_all_after),
            quiet_for=timedelta(seconds=self.quiet_for),
            pick_up_within=timedelta(seconds=self.pick_up_within),
            deliver_within=timedelta(seconds=self.deliver_within),
            escalate_courier_after=timedelta(seconds=self.escalate_courier_after),
            collect_within=timedelta(seconds=self.collect_within),
            decide_within=timedelta(seconds=self.decide_within),
            ask_operators_at_most=self.ask_operators_at_most,
            ask_operators_every=timedelta(seconds=self.ask_operators_every),
            answer_request_within=timedelta(seconds=self.answer_request_within),
            choose_within=timedelta(seconds=self.choose_within),
            hold_within=timedelta(seconds=self.hold_within),
            orders_per_minute=self.orders_per_minute,
            most_waiting=self.most_waiting,
            cash_after_unpaid=self.cash_after_unpaid,
            unanswered_before_pause=self.unanswered_before_pause,
            methods=methods,
            operators=operators,
            rest_within=timedelta(seconds=self.rest_within),
            under_way_within=timedelta(seconds=self.under_way_within) if is_apart else None,
            card_limits=CARD_LIMITS,
        )
