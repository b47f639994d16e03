"""Work that waits to be carried out, and the commits that it shares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bot.persistence.database.engine import is_damaged, is_unavailable
from domain.shared.errors import DatabaseLost, DatabaseUnavailable

if TYPE_CHECKING:
    import asyncio


@dataclass(eq=False)
class Job:
    """Work that somebody waits for, and what came of it."""

    work: Callable[[Any], Any]
    future: asyncio.Future[Any]
    is_lasting: bool
    result: Any = None
    error: BaseException | None = None

    def carry_out(self, unit: Any) -> None:
        """Do it; it may have been done before and undone since."""
        self.result, self.error = None, None
        self.result = self.work(unit)

    @property
    def has_failed(self) -> bool:
        """Whether it failed alone."""
        return self.error is not None

    def tell(self, failed: BaseException | None) -> None:
        """Tell whoever waits what came of it, or why its commit ``failed``."""
        if self.future.done():
            return
        if error := self.error or failed:
            # A future refuses to carry this one.
            stop = isinstance(error, StopIteration)
            self.future.set_exception(RuntimeError("StopIteration") if stop else told(error))
        else:
            self.future.set_result(self.result)


@dataclass
class Commit:
    """What several jobs did together."""

    jobs: list[Job]
    units: list[Any] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def must_last(self) -> bool:
        """Whether it is told only when it is on the disk."""
        return self.error is None and any(job.is_lasting for job in self.jobs)


def told(error: BaseException) -> BaseException:
    """What whoever asked is told: an engine that is away is no matter of what was asked."""
    if not is_unavailable(error) and not is_damaged(error):
        return error
    kind = DatabaseLost if is_damaged(error) else DatabaseUnavailable
    unavailable = kind(in_short(error))
    unavailable.__cause__ = error
    return unavailable


def in_short(error: BaseException) -> str:
    """One line about an error of the engine."""
    return str(error.__cause__ or error).partition("\n")[0]
