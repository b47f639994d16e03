"""What is left of Telegram's limits, in rows that all processes take from.

Each is one statement on one row, and a transaction of its own. Its times are the server's, looked at when
the row is had: whoever waited for it sees what the one before made of it, and the clocks of processes
need not agree.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Float,
    String,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
)

from bot.persistence.database.budget_tables import budgets
from bot.persistence.database.upsert import insert_or_set

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

EVERYBODY = "everybody"
# A group's budget is so many in so many seconds.
GROUP_WINDOW = 60.0
# No budget is empty for longer. A row that says otherwise is from before the clock was put back.
LONGEST_WAIT = 60.0

# Who was refused asks again no sooner.
_SOONEST = 0.001

_its = budgets.c
# Unlike ``now()`` it goes on while a statement waits for a row.
_now: ColumnElement[float] = func.date_part("epoch", func.clock_timestamp(), type_=Float)
_zero = literal(0.0, Float)


def _given(name: str) -> ColumnElement[float]:
    return bindparam(name, type_=Float)


def _latest(*times: ColumnElement[float]) -> ColumnElement[float]:
    return func.greatest(*times, type_=Float)


_other = budgets.alias("others")
_all_rest_until = func.coalesce(
    select(_other.c.rests_until).where(_other.c.chat == EVERYBODY).scalar_subquery(), _zero
)
_chat: ColumnElement[str] = bindparam("of", type_=String).label("chat")

_begins_at = _latest(_its.rests_until, _now)
_PLACE = insert_or_set(
    budgets,
    ("chat",),
    {
        "next_at": _given("interval")
        + case(
            (_its.next_at > _begins_at + LONGEST_WAIT, _begins_at),
            else_=_latest(_its.next_at, _begins_at),
        )
    },
    row=select(literal(EVERYBODY).label("chat"), (_now + _given("interval")).label("next_at")),
).returning(_its.next_at - _given("interval") - _now)

_may = _latest(_its.rests_until, _all_rest_until) <= _now
_TAKE = insert_or_set(
    budgets,
    ("chat",),
    {
        "next_at": _given("interval")
        + case((_its.next_at > _now + LONGEST_WAIT, _now), else_=_latest(_its.next_at, _now))
    },
    row=select(_chat, (_now + _given("interval")).label("next_at")).where(_all_rest_until <= _now),
    only_if=_may & or_(_its.next_at - _given("slack") <= _now, _its.next_at > _now + LONGEST_WAIT),
).returning(_its.chat)

_no_times = cast(literal("{}"), ARRAY(Float))
_is_full = func.cardinality(_its.sent) >= bindparam("most")
_oldest_goes_at = _its.sent[1] + GROUP_WINDOW
_TAKE_OF_GROUP = insert_or_set(
    budgets,
    ("chat",),
    {"sent": func.array_append(case((_is_full, _its.sent[2:1_000]), else_=_its.sent), _now)},
    row=select(_chat, func.array_append(_no_times, _now).label("sent")).where(
        _all_rest_until <= _now
    ),
    only_if=_may & or_(~_is_full, _oldest_goes_at <= _now, _its.sent[1] > _now),
).returning(_its.chat)

_its_budget = select(_latest(_its.rests_until, _its.next_at - _given("slack"))).where(
    _its.chat == bindparam("of")
)
_its_budget_of_group = select(
    case((_is_full, _latest(_its.rests_until, _oldest_goes_at)), else_=_its.rests_until)
).where(_its.chat == bindparam("of"))
_WAIT, _WAIT_OF_GROUP = (
    select(_latest(_all_rest_until, func.coalesce(it.scalar_subquery(), _zero)) - _now)
    for it in (_its_budget, _its_budget_of_group)
)

_rests_until = _now + _given("seconds")
_REST = insert_or_set(
    budgets,
    ("chat",),
    {"rests_until": _latest(_its.rests_until, _rests_until)},
    row=select(_chat, _rests_until.label("rests_until")),
)
_another_rests = exists().where(
    _other.c.chat.not_in([EVERYBODY, bindparam("of")]), _other.c.rests_until > _now
)
_ALL_REST = insert_or_set(
    budgets,
    ("chat",),
    {"rests_until": _latest(_its.rests_until, _rests_until)},
    row=select(literal(EVERYBODY).label("chat"), _rests_until.label("rests_until")).where(
        _another_rests
    ),
)
_CROWDED = select(_its.chat).where(
    _its.chat != EVERYBODY, _its.next_at > _now + _given("interval")
)
_last_sent = _its.sent[func.cardinality(_its.sent)]
_TIDY = delete(budgets).where(
    _its.chat != EVERYBODY,
    and_(_its.next_at <= _now, _its.rests_until <= _now),
    func.coalesce(_last_sent, _zero) <= _now - GROUP_WINDOW,
)


class SqlBudgets:
    """The budgets of all chats, and of everybody together; of a server alone."""

    def __init__(self, connection: Connection) -> None:
        """Work on a connection that commits each statement."""
        self._connection = connection

    def place(self, interval: float) -> float:
        """Take the next place among all, ``interval`` seconds after the one before.

        Returns:
            The seconds until it comes.
        """
        wait: float | None = self._connection.scalar(_PLACE, {"interval": interval})
        return max(0.0, wait or 0.0)

    def take(self, chat: str, interval: float, slack: float) -> float:
        """Take from a private chat's budget, which is whole ``interval`` seconds later.

        Args:
            chat: Whose.
            interval: Seconds that one message costs.
            slack: So many seconds before it is whole there is something to take.

        Returns:
            0, or the seconds until there may be something to take.
        """
        wanted = {"of": chat, "interval": interval, "slack": slack}
        if self._connection.scalar(_TAKE, wanted) is not None:
            return 0.0
        return self._wait(_WAIT, wanted)

    def take_of_group(self, chat: str, most: int) -> float:
        """Take from a group's budget, which is ``most`` in a minute; see ``take``."""
        wanted = {"of": chat, "most": most}
        if self._connection.scalar(_TAKE_OF_GROUP, wanted) is not None:
            return 0.0
        return self._wait(_WAIT_OF_GROUP, wanted)

    def _wait(self, statement: Select[float], wanted: dict[str, Any]) -> float:
        # Meanwhile it may have become whole; it was refused all the same.
        return max(_SOONEST, self._connection.scalar(statement, wanted) or 0.0)

    def rest(self, chat: str, seconds: float) -> None:
        """Let a chat rest; when another one does meanwhile, everybody.

        Of two that are told of at the same moment, the later statement sees both.
        """
        told = {"of": chat, "seconds": seconds}
        self._connection.execute(_REST, told)
        self._connection.execute(_ALL_REST, told)

    def crowded(self, interval: float) -> list[str]:
        """Return the private chats whose budget is whole in more than ``interval`` seconds."""
        return list(self._connection.scalars(_CROWDED, {"interval": interval}))

    def tidy(self) -> int:
        """Forget the chats whose budget is whole; return how many there were."""
        return self._connection.execute(_TIDY).rowcount
