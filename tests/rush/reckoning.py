"""What a rush did to orders, money and patience, seen from outside."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from tests.chaos.books import Books, read_books
from tests.chaos.bot_log import read_log
from tests.chaos.money_and_states import broken_in_the_books
from tests.chaos.report import Result, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.simulator import Rush
    from tests.rush.kitchen import KitchenBot
    from tests.rush.run import Run

# What may happen to an order on its way, as its events are called.
_ACTS = (
    "OrderPutOff",
    "OrderCalledOff",
    "CancellationRequested",
    "CancellationRefused",
    "CancellationOvertaken",
    "DishesReportedMissing",
    "DishesLeftOut",
    "DeliveryHandedBack",
    "StoreBringsIt",
    "DeliveryCollectable",
)
# The ends that a script of the crowd may come to.
_ENDS = {"cancels": {"cancelled"}}
# The store may call any order off, and its customer may ask for that.
_ANY = {"delivered", "cancelled"}


def reckon(run: Run, rush: Rush, bot: KitchenBot) -> Result:
    """Compare what people did, what their chats showed and what the books say."""
    books, charges, tally = read_books(bot.url), run.simulator.charges, rush.tally
    errors, logged = read_log(bot.log, run.simulator.token)
    lost = run.queue.orders ^ books.orders.keys()
    broken = [*run.broken, *run.clocks.broken, *errors, *broken_in_the_books(books, charges)]
    broken += [f"{order_id[:5]}: in a chat or in the books alone" for order_id in lost]
    broken += [f"tap {query_id} was never answered" for query_id in tally.unanswered]
    broken += list(_broken_ends(rush, books))
    if timed_out := tally.payments["timed_out"]:
        broken.append(f"{timed_out} payments were not answered in time")
    waits, sent = run.queue.waited, len(tally.seconds) + len(tally.unanswered)
    states = Counter(row["state"] for row in books.orders.values())
    figures = {
        "customers": f"{run.plan.customers}, coming within {run.plan.spread:.0f} s",
        "seed": str(run.plan.seed),
        "kitchen capacity": str(run.plan.capacity),
        "the provider failed for": f"{run.down:.0f} s",
        "taps": str(sent),
        "**taps answered**": f"**{100 * len(tally.seconds) / max(1, sent):.2f} %**",
        "from a tap to its answer": f"p50 {_ms(tally.quantile(0.5))}, "
        f"p95 {_ms(tally.quantile(0.95))}, slowest {_ms(max(tally.seconds, default=0.0))}",
        "orders": str(len(books.orders)),
        "orders held": f"{len(waits) + len(run.queue.given_up())}, "
        f"{len(run.queue.given_up())} of them cancelled in the line",
        "longest wait in the line": f"{max(waits.values(), default=0.0):.1f} s",
        "orders by end": listed(states),
        "what happened on the way": _acts(books),
        "charges": f"{len(charges)} taken, {sum(bool(it.get('refunded')) for it in charges)} "
        "given back",
        **_said(run, len(books.orders)),
        "orders lost": str(len(lost)),
        "errors in the bot's log": str(len(errors)),
        "looks for a wait without a deadline": str(run.clocks.looks),
        "wall time": f"{rush.view()['seconds']} s",
        "broken invariants": str(len(broken)),
    }
    notes = [f"refused: {name}: {n}" for name, n in run.witness.refused.most_common()]
    notes += [f"logged: {n} × {what}" for what, n in logged.most_common()]
    notes.append(f"calls: {listed(run.witness.calls)}")
    notes.append(f"steps that were begun again: {rush.view()['repeats']}")
    return Result(figures, broken, notes)


def _said(run: Run, orders: int) -> dict[str, str]:
    """How much the bot said for an order, and how often Telegram made it wait."""
    traffic, each = run.traffic, max(1, orders)
    sends, edits = traffic.sends.total(), traffic.edits.total()
    waits = sum(number for what, number in run.witness.refused.items() if "Too Many" in what)
    return {
        "messages and edits an order": f"{(sends + edits) / each:.1f} "
        f"({sends / each:.1f} and {edits / each:.1f}), and {traffic.deletions.total() / each:.1f} "
        "deletions",
        "refused with 429": str(waits),
    }


def _broken_ends(rush: Rush, books: Books) -> Iterator[str]:
    """Everybody has one order, which ended as they wanted."""
    ends: dict[int, list[str]] = {}
    for order in books.orders.values():
        ends.setdefault(order["customer_id"], []).append(order["state"])
    for person, actor in rush.actors.items():
        if actor.state != "done":
            yield f"customer {person} ({actor.script.name}): {actor.state}, {actor.problem}"
        found = ends.pop(person, [])
        if len(found) != 1 or found[0] not in _ENDS.get(actor.script.name, _ANY):
            yield f"customer {person} ({actor.script.name}): orders {found}"
    for person in ends:
        yield f"orders of {person}, who is no customer"


def _acts(books: Books) -> str:
    names = Counter(event.name for events in books.events.values() for event in events)
    return listed(Counter({name: names[name] for name in _ACTS if names[name]}))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
