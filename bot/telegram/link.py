"""The line to Telegram: whether it takes our token and address, and whether nobody else uses them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from time import monotonic
from typing import TYPE_CHECKING

import structlog
from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter

if TYPE_CHECKING:
    from telegram.error import TelegramError

_log = structlog.get_logger(__name__)

LOG_EVERY = 60.0
# Two that fetch with one token end each other's polls in turn, and each has some answers between.
CONFLICT_LASTS = 60.0
_FETCHED_ELSEWHERE = "BOT_TOKEN: somebody else fetches updates with it"
_WEBHOOK_ELSEWHERE = (
    "BOT_TOKEN: somebody set a webhook with it, and Telegram gives updates to that alone;"
    " stop whoever did, and start again, which takes it away"
)
# Whoever answers so was reached.
_ANSWERS = (BadRequest, Conflict, InvalidToken, RetryAfter)
# How Telegram says so, beside and after a poll that waited.
_WEBHOOK_WORDS = ("webhook is active", "terminated by setWebhook")


class LinkState(StrEnum):
    """How it stands between Telegram and us."""

    WORKING = "working"
    UNAUTHORIZED = "unauthorized"
    CONFLICT = "conflict"
    WEBHOOK_REFUSED = "webhook_refused"


class Link:
    """Remembers how Telegram answered last, for readiness, the log, the metrics and the operators."""

    def __init__(
        self,
        on_change: Callable[[LinkState, str], None] = lambda _state, _problem: None,
        on_failure: Callable[[LinkState], None] = lambda _state: None,
        clock: Callable[[], float] = monotonic,
        is_fetching: Callable[[], bool] = lambda: True,
    ) -> None:
        """A line that works.

        Args:
            on_change: Called with each new state and Telegram's words; must not raise.
            on_failure: Called for each such answer with what it means; must not raise.
            clock: Tells the time in seconds and never goes back.
            is_fetching: Says whether it is this process that is to fetch updates, or to have them
                brought. Whoever was relieved of that, and did not hear of it yet, is told of a
                conflict with its successor; how the line is, is then the successor's to say.
        """
        self.is_fetching = is_fetching
        self._on_change, self._on_failure, self._clock = on_change, on_failure, clock
        self._state = LinkState.WORKING
        self._is_away = False
        self._logged_at = float("-inf")
        self._conflict_at = float("-inf")

    @property
    def state(self) -> LinkState:
        """How it stands now."""
        return self._state if self.is_fetching() else LinkState.WORKING

    @property
    def is_away(self) -> bool:
        """Whether Telegram could not be reached when it was asked last for updates."""
        return self._is_away and self.is_fetching()

    def works(self) -> None:
        """Telegram answered as it should; a conflict is over when a while has passed without one."""
        self._is_away = False
        lasts = self._clock() - self._conflict_at < CONFLICT_LASTS
        if self._state is LinkState.CONFLICT and lasts:
            return
        self._is_now(LinkState.WORKING, "")

    def relieved(self) -> None:
        """From now on another process fetches updates, and says how it stands."""
        self._is_away = False
        self._conflict_at = float("-inf")
        self._is_now(LinkState.WORKING, "")

    def not_fetched(self, error: TelegramError) -> None:
        """Updates were asked for, or after, and this came back; see ``failed``."""
        self._is_away = not isinstance(error, _ANSWERS)
        self.failed(error)

    def failed(self, error: TelegramError) -> None:
        """Telegram, or something before it, answered with an error; only some say anything here."""
        if isinstance(error, InvalidToken):
            # Telegram itself can tell nobody: without the token no message goes out.
            what = "BOT_TOKEN (or TELEGRAM_URL): Telegram does not take the token"
            self._log(what, error.message)
            self._is_now(LinkState.UNAUTHORIZED, error.message)
        elif isinstance(error, Conflict) and self.is_fetching():
            is_webhook = any(words in error.message for words in _WEBHOOK_WORDS)
            what = _WEBHOOK_ELSEWHERE if is_webhook else _FETCHED_ELSEWHERE
            self.contested(what, error.message)

    def contested(self, what: str, problem: str) -> None:
        """Somebody else gets what is ours; ``what`` is for the log, ``problem`` is how it was seen."""
        self._conflict_at = self._clock()
        self._is_away = False
        self._log(what, problem)
        self._is_now(LinkState.CONFLICT, problem)

    def refused_webhook(self, error: TelegramError) -> None:
        """Telegram does not take the address to which it shall bring updates."""
        self._is_away = False
        self._log("WEBHOOK_URL: Telegram does not take it", error.message)
        self._is_now(LinkState.WEBHOOK_REFUSED, error.message)

    def _log(self, what: str, problem: str) -> None:
        if self._clock() - self._logged_at >= LOG_EVERY:
            self._logged_at = self._clock()
            _log.error(what, error=problem)

    def _is_now(self, state: LinkState, problem: str) -> None:
        if problem:
            self._on_failure(state)
        if state is not self._state:
            self._state = state
            if not problem:
                # Whatever is wrong next is news again.
                self._logged_at = float("-inf")
            self._on_change(state, problem)
