"""The whole order, from the greeting to the delivered food, on four bots.

Measured: CPU time of the bot's own process (user and system, all threads) for each update, and
updates per second in a closed loop (everybody acts as soon as they see the next button). One
order is 16 updates of three people and 41 calls, on every bot: 24 messages and edits, 13 answers to
taps, and 4 deletions of what is done with or came anew. Every bot talks to a Bot API of its own, in another process, that answers at once. The bots take turns;
ratios are medians over the turns.

All get the same load, 24 orders at a time. With the defaults a person often sees nothing new for
three seconds and begins again; whether because they are slow or because updates of one person
overtook each other is not told apart.

*ours* is the platform without pacing. *defaults*, *ceiling* and *aiogram* say in their own modules
what they include and what they leave out.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.processes import ROOT, Pair

ORDERS, AT_ONCE, ROUNDS = 24, 24, 4
PEER = ROOT / ".venv-bench" / "bin" / "python"
BOTS = {
    "ours": ("tests.bench.bots.ours", sys.executable),
    "defaults": ("tests.bench.bots.defaults", sys.executable),
    "ceiling": ("tests.bench.bots.ceiling", sys.executable),
    "aiogram": ("tests.bench.peers.aiogram_bot", str(PEER)),
}
NAMES = {
    "ours": "ours (durable)",
    "defaults": "python-telegram-bot's defaults, in memory, same bus",
    "ceiling": "our transport and handlers without storage (the ceiling)",
    "aiogram": "aiogram 3, equal conversation, in memory",
}


def measure() -> list[Figure]:
    """Let the bots take turns; answer what each spends, and ours over each of the others."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        pairs = {
            name: stack.enter_context(Pair(module, f"{folder}/{name}.db", python=python))
            for name, (module, python) in BOTS.items()
            if Path(python).exists()
        }
        for pair in pairs.values():
            pair.play(4, 4)
        rounds = [
            {name: pair.play(ORDERS, AT_ONCE) for name, pair in pairs.items()}
            for _ in range(ROUNDS)
        ]
    figures = []
    for name in pairs:
        played = [turn[name] for turn in rounds]
        figures += [
            Figure(f"{NAMES[name]}: CPU", _median(played, "cpu_ms"), "ms/update"),
            Figure(f"{NAMES[name]}: speed", _median(played, "rate"), "updates/s"),
            Figure(
                f"{NAMES[name]}: saw nothing for 3 s and began again",
                sum(turn["restarts"] for turn in played) / (ORDERS * ROUNDS),
                "times/order",
            ),
        ]
    for name in pairs:
        if name != "ours":
            ratio = statistics.median(
                turn[name]["cpu_ms"] / turn["ours"]["cpu_ms"] for turn in rounds
            )
            figures.append(Figure(f"CPU of {name} / CPU of ours", ratio, "×"))
    return figures


def _median(played: list[dict[str, float]], key: str) -> float:
    return statistics.median(turn[key] for turn in played)
