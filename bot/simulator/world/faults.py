"""Trouble on purpose: what goes wrong when the simulator is told to fail."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.simulator.world.changes import Changes

T = TypeVar("T")

CallKind = Literal[
    "too_many_requests",
    "unauthorized",
    "error",
    "garbage",
    "drop",
    "time_out",
    "error_after",
    "drop_after",
    "slow",
]
OtherKind = Literal["duplicate_updates", "shuffled_updates", "provider_error", "provider_time_out"]
Kind = Literal[CallKind, OtherKind]
FAULT_KINDS: tuple[str, ...] = get_args(Kind)
_CALL_KINDS: tuple[str, ...] = get_args(CallKind)
_DELAYS: dict[str, tuple[int, int]] = {
    "slow": (500, 2000),
    "time_out": (30_000, 30_000),
    "provider_time_out": (30_000, 30_000),
}
_NEWS_SECONDS = 0.1
_Milliseconds = Annotated[int, Field(ge=0, le=600_000)]


class Fault(BaseModel):
    """One thing that goes wrong, and how often."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Kind
    probability: float = Field(default=1.0, ge=0, le=1)
    method: str | None = None
    retry_after: int | None = Field(default=None, ge=1, le=3600)
    delay_ms: tuple[_Milliseconds, _Milliseconds] | None = None
    count: int | None = Field(default=None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _fits_together(self) -> "Fault":
        if self.method is not None and self.kind not in _CALL_KINDS:
            raise ValueError("Only the faults of Bot API calls name a method.")
        if self.retry_after is not None and self.kind != "too_many_requests":
            raise ValueError("Only too_many_requests has retry_after.")
        if self.delay_ms is not None and self.kind not in _DELAYS:
            raise ValueError(f"Only {', '.join(_DELAYS)} have delay_ms.")
        if self.delay_ms is not None and self.delay_ms[0] > self.delay_ms[1]:
            raise ValueError("The shortest delay comes before the longest.")
        return self


@dataclass(slots=True)
class _Armed:
    fault: Fault
    fired: int = 0

    def spent(self) -> bool:
        return self.fault.count is not None and self.fired >= self.fault.count


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to one call: it waits, and perhaps fails."""

    seconds: float = 0.0
    fault: Fault | None = None


class Faults:
    """Decides what fails; `active` says whether anything can, so that nothing else need be asked."""

    def __init__(self, changes: Changes) -> None:
        self.active = False
        self.fired: Counter[str] = Counter()
        self._changes = changes
        self._armed: list[_Armed] = []
        self._news: asyncio.TimerHandle | None = None
        self._seed = 0
        self._random = random.Random(0)  # noqa: S311 - it only has to be repeatable

    def set(self, *faults: Fault, seed: int | None = None) -> None:
        """Let exactly these happen from now on; a seed starts the random numbers anew."""
        self._armed = [_Armed(fault) for fault in faults]
        if seed is not None:
            self._seed = seed
            self._random.seed(seed)
        self._refresh()
        self._publish()

    def clear(self) -> None:
        """Let everything work again and forget what fired."""
        self.fired.clear()
        self.set()

    def close(self) -> None:
        """Stop the timer."""
        if self._news is not None:
            self._news.cancel()

    def for_call(self, method: str) -> Trouble:
        """Decide about one call; the first fault that fires decides how it ends."""
        seconds, ending = 0.0, None
        for armed in self._armed:
            fault = armed.fault
            if fault.kind not in _CALL_KINDS or (ending and fault.kind != "slow"):
                continue
            if fault.method is not None and fault.method.lower() != method.lower():
                continue
            if not self._draw(armed):
                continue
            if fault.kind == "slow":
                seconds += self.seconds(fault)
            else:
                ending = fault
        return Trouble(seconds, ending)

    def fires(self, *kinds: OtherKind) -> Fault | None:
        """Decide about something that is no call."""
        for armed in self._armed:
            if armed.fault.kind in kinds and self._draw(armed):
                return armed.fault
        return None

    def seconds(self, fault: Fault) -> float:
        """Choose how long a fault takes."""
        return self._random.uniform(*(fault.delay_ms or _DELAYS[fault.kind])) / 1000

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """Return the items in another order."""
        order = list(range(len(items)))
        self._random.shuffle(order)
        if order == sorted(order):
            order.reverse()
        return [items[at] for at in order]

    def view(self) -> dict[str, Any]:
        """Return what pages see."""
        return {
            "seed": self._seed,
            "faults": [
                armed.fault.model_dump(mode="json", exclude_none=True) | {"fired": armed.fired}
                for armed in self._armed
            ],
            "fired": dict(self.fired),
        }

    def _draw(self, armed: _Armed) -> bool:
        if armed.spent() or self._random.random() >= armed.fault.probability:
            return False
        armed.fired += 1
        self.fired[armed.fault.kind] += 1
        if armed.spent():
            self._refresh()
        # One change for many: under load faults fire far faster than anybody looks.
        if self._news is None:
            loop = asyncio.get_running_loop()
            self._news = loop.call_later(_NEWS_SECONDS, self._publish)
        return True

    def _refresh(self) -> None:
        self.active = any(it.fault.probability > 0 and not it.spent() for it in self._armed)

    def _publish(self) -> None:
        self.close()
        self._news = None
        self._changes.publish("faults", self.view())
