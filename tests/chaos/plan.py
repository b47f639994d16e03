"""How a run is made: how many kills, who plays, and how long everything may take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

ENGINES = SQLITE, POSTGRESQL, WITH_KAFKA = "sqlite", "postgresql", "postgresql,kafka"
_ORDERS_A_KILL = 20
# What the third and the fourth of several processes are there for; all others are for everything.
_CONTEXTS = {2: "store", 3: "delivery"}


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures of one run; the same seed makes the same choices, though not the same timing.

    Args:
        kills: How often the bot is killed.
        seed: Feeds every random choice.
        customers: How many people order.
        orders_per_second: At most this many orders are begun, so that the chats of the few
            owners keep up; everybody else looks around meanwhile, which loads the bot too.
        pay_within, answer_within, remind_every, any_other_step: The bot's deadlines, in seconds;
            the last is for everything that comes after the acceptance; 0 leaves what the bot has.
        messages_per_second: The bot's own pace; 0 lets it send as fast as it can, which is what
            the simulator takes, so that the few owners' chats hold nobody up.
        calm: At most this many seconds pass between a sign of life and the next kill.
        load: Seconds of load after the last kill.
        patience: Seconds that a person waits for the bot before they complain.
        settle: Seconds until everything must have come to rest.
        kills_a_round: Each kind of trouble comes once in so many kills.
        trouble: How much of its usual time trouble takes.
        engine: Where the bot has its database, one of ``ENGINES``.
        server_kills: How often the database's server is killed; only PostgreSQL has one.
        broker_kills: How often the broker is killed.
        processes: How many processes of the program run; more than one only on PostgreSQL.
        freezes: How often one of several processes is frozen, for longer than its locks live.
        cuts: How often all connections of one of several processes to the database are cut.
        orders: How many orders are placed before the load stops, spread over all kills; 0 is as
            many as there happen to be.
    """

    kills: int
    seed: int
    customers: int = 42
    orders_per_second: float = 1.5
    pay_within: int = 20
    answer_within: int = 20
    remind_every: int = 6
    any_other_step: int = 5
    messages_per_second: int = 0
    calm: float = 3.5
    load: float = 5.0
    patience: float = 60.0
    settle: float = 150.0
    kills_a_round: int = 33
    trouble: float = 1.0
    engine: str = SQLITE
    server_kills: int = 0
    broker_kills: int = 0
    processes: int = 1
    freezes: int = 0
    cuts: int = 0
    orders: int = 0
    has_gateway: bool = False

    @property
    def has_broker(self) -> bool:
        """Whether events travel over Kafka."""
        return self.engine == WITH_KAFKA

    @property
    def is_apart(self) -> bool:
        """Whether the deliveries have a database of their own, as in the seed."""
        return self.processes > 1

    @property
    def is_hasty(self) -> bool:
        """Whether a message that waits is looked for, so that none may do so for long on purpose."""
        return self.kills > 0 or self.processes > 1

    @property
    def contexts(self) -> list[str]:
        """Whose events each process handles; empty for all."""
        return [_CONTEXTS.get(number, "") for number in range(self.processes)]

    @property
    def rounds_of_trouble(self) -> int:
        """How often each kind of trouble comes; a run without kills has none."""
        return max(1, self.kills // self.kills_a_round) if self.kills else 0

    @property
    def time_limit(self) -> float:
        """No run takes longer than this, whatever happens."""
        outages = self.server_kills + self.broker_kills + self.freezes + self.cuts
        trouble = 120.0 * self.trouble * self.rounds_of_trouble + 20.0 * outages
        load = self.load + 3 * self.orders / self.orders_per_second
        return 60.0 + 12.0 * self.kills + trouble + load + 5 * self.patience + self.settle

    def chance(self, who: object) -> Random:
        """A random generator of one's own, so that nobody's choices depend on others' timing."""
        return Random(f"{self.seed}/{who}")


def with_outages(plan: Plan) -> Plan:
    """The same with what goes wrong on its engines, and with its orders where there are several processes."""
    if plan.engine == SQLITE or not plan.kills:
        return plan
    if plan.processes == 1:
        # About a third of all kills.
        plan = replace(plan, server_kills=max(1, round(plan.kills / 3)))
        return replace(plan, broker_kills=plan.server_kills) if plan.has_broker else plan
    each = max(1, round(plan.kills / 6))
    return replace(
        plan,
        server_kills=each,
        broker_kills=each if plan.has_broker else 0,
        freezes=each,
        cuts=each,
        orders=_ORDERS_A_KILL * plan.kills,
    )
