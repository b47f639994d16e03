"""How a rush is made: who comes, how fast, and what fails meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from tests.chaos.plan import Plan as BotPlan


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures of one rush; the same seed makes the same choices, though not the same timing.

    Args:
        customers: How many people order one dish each.
        seed: Feeds every random choice.
        capacity: Orders that the kitchen has at once.
        spread: Seconds over which the customers come.
        staff_speed: How many times faster than in the demo owners and couriers act; 10 makes
            cooking take about half a second. Customers are as slow as people are.
        provider_down: Seconds for which the payment provider fails, beginning when a quarter of
            the customers have come to their end; 0 for not at all.
        paced: Let the bot keep Telegram's pace, and the simulator enforce it.
        settle: Seconds until everything must have come to rest; what nobody waits for goes out last,
            at the pace of its chat.
        time_limit: Seconds after which a rush has failed.
    """

    customers: int = 200
    seed: int = 1
    capacity: int = 5
    spread: float = 10.0
    staff_speed: float = 10.0
    provider_down: float = 0.0
    paced: bool = False
    settle: float = 180.0
    time_limit: float = 1800.0

    def for_bot(self) -> BotPlan:
        """The bot's settings: the deadlines that it has by itself, and its pace."""
        return BotPlan(
            kills=0,
            seed=self.seed,
            pay_within=900,
            answer_within=600,
            remind_every=180,
            any_other_step=0,
            messages_per_second=29 if self.paced else 0,
        )
