"""Whether Telegram takes the token, brings or hands out updates, and has the same time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

import aiohttp

from bot.telegram.transport.redaction import described
from bot.upkeep.doctor.finding import Finding, bad, look, ok

if TYPE_CHECKING:
    from bot.settings import Settings

_SECONDS = 10
# So far a clock may be off before somebody should know, and before taps are taken for old ones,
# which is after 150 s.
_CLOCK_LOOK, _CLOCK_BAD = timedelta(seconds=5), timedelta(seconds=60)
# A failure of this age counts: Telegram tries again all the time.
_RECENT = timedelta(minutes=10)
_MANY = 100


@dataclass(frozen=True, slots=True)
class _Answer:
    result: Any
    refusal: str
    at: datetime | None


async def check_telegram(settings: Settings, clock: Callable[[], datetime]) -> list[Finding]:
    """Ask who we are, how the webhook does and what time it is; nothing is changed."""
    if not settings.bot_token.get_secret_value():
        to_do = "Ask @BotFather for a bot (/newbot) and set BOT_TOKEN; until then `run` plays the demo."
        return [bad("token", "BOT_TOKEN is not set", to_do)]
    timeout = aiohttp.ClientTimeout(total=_SECONDS)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session:
            me = await _ask(session, settings, "getMe")
            now = clock()
            if me.refusal:
                to_do = "Copy the whole token from @BotFather; /revoke there ends an old one."
                return [bad("token", f"Telegram refuses it: {me.refusal}", to_do)]
            webhook = await _ask(session, settings, "getWebhookInfo")
    # What is no Telegram answers with anything.
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, KeyError, TypeError) as error:
        to_do = "Look at the way out (names, port 443, a proxy) and at TELEGRAM_URL."
        return [bad("token", f"Telegram cannot be asked: {described(error)}", to_do)]
    found = [ok("token", f"@{me.result['username']}, id {me.result['id']}")]
    found.append(_clock(me.at, now))
    found.append(_webhook(settings, webhook.result, now))
    return found


async def _ask(session: aiohttp.ClientSession, settings: Settings, method: str) -> _Answer:
    url = f"{settings.telegram_url}/bot{settings.bot_token.get_secret_value()}/{method}"
    async with session.post(url) as answer:
        body = await answer.json()
        at = answer.headers.get("Date")
        if body["ok"]:
            return _Answer(body["result"], "", parsedate_to_datetime(at) if at else None)
        return _Answer(None, str(body["description"]), None)


def _clock(there: datetime | None, here: datetime) -> Finding:
    if there is None:
        return look("clock", "Telegram did not say what time it is", "Compare it with another.")
    off = here - there
    seen = f"{abs(off.total_seconds()):.0f} s {'before' if off > timedelta(0) else 'behind'} Telegram's"
    to_do = "Let this machine keep the time by NTP (systemd-timesyncd, chrony)."
    if abs(off) > _CLOCK_BAD:
        return bad(
            "clock",
            seen,
            f"{to_do} Taps and deadlines are taken for older or newer than they are.",
        )
    if abs(off) > _CLOCK_LOOK:
        return look("clock", seen, to_do)
    return ok("clock", "as Telegram's, to a few seconds")


def _webhook(settings: Settings, there: Any, now: datetime) -> Finding:
    wanted, pending = settings.webhook_url, int(there["pending_update_count"])
    failed = datetime.fromtimestamp(there.get("last_error_date", 0), tz=now.tzinfo)
    if not wanted and there["url"]:
        return look(
            "webhook",
            "somebody set one with this token, and WEBHOOK_URL is not set",
            "End whoever did, if it is not an earlier set-up of yours; `run` takes it away.",
        )
    if wanted and there["url"] != wanted:
        seen = "another one than" if there["url"] else "none yet, and not"
        return look("webhook", f"Telegram has {seen} WEBHOOK_URL", "`run` sets it.")
    if wanted and now - failed < _RECENT:
        return bad(
            "webhook",
            f"Telegram could not bring updates: {there.get('last_error_message', 'no reason')}",
            "Call WEBHOOK_URL from outside: name, certificate, port (443, 80, 88 or 8443), ingress.",
        )
    if pending > _MANY:
        return look(
            "webhook",
            f"{pending} updates wait at Telegram",
            "See that the platform runs and is ready (/health/ready).",
        )
    return ok(
        "webhook", "set as WEBHOOK_URL says" if there["url"] else "none, updates are fetched"
    )
