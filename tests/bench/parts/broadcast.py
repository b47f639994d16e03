"""1,000 notices to 1,000 chats, live taps meanwhile, and a strict Bot API.

The Bot API takes 30 messages and edits a second over all and one a second in a chat, refuses what
is more with 429, and needs 50 ms for each call. Twenty people tap, two of them a second. The
platform paces itself as it is set by default.

Measured: messages and edits that were taken, over what 30 a second would be, between the first
and the last notice; from the moment a tap can be fetched until its edit arrives at the Bot API;
and whether each chat got its notice, once.
"""

from __future__ import annotations

import tempfile

from tests.bench.figures import Figure, quantile
from tests.bench.processes import Pair

CHATS, DELAY, LIMIT, PACE = 1_000, 0.05, 30.0, "29"
GOAL_SHARE, GOAL_MS = 0.95, 300.0


def measure() -> list[Figure]:
    """One broadcast."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Pair("tests.bench.bots.ours", f"{folder}/ours.db", PACE) as pair,
    ):
        pair.api.ask("slow", delay=DELAY)
        pair.api.ask("prepare")
        pair.bot.ask("promise", chats=CHATS)
        played = pair.api.ask("notices", chats=CHATS, time_out=60.0)
    share = played["messages"] / (LIMIT * played["seconds"])
    wait, lost = quantile(played["waits"], 0.95), CHATS - played["arrived"]
    return [
        Figure("share of the budget of 30/s", share, "×", f"≥ {GOAL_SHARE}", share >= GOAL_SHARE),
        Figure("tap to answer, p50", quantile(played["waits"], 0.5), "ms"),
        Figure("tap to answer, p95", wait, "ms", f"< {GOAL_MS:.0f}", wait < GOAL_MS),
        Figure("notices lost", lost, "of 1,000", "0", lost == 0),
        Figure("notices that came twice", played["twice"], "of 1,000", "0", not played["twice"]),
        Figure("calls refused with 429", played["refused"], "calls"),
    ]
