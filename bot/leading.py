"""Doing what one process does for all, for as long as this process is the one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.persistence.database.location import Session


async def lead(session: Session, work: Callable[[], Awaitable[None]]) -> None:
    """Do ``work`` whenever this process leads, until cancelled; it is broken off with the lock.

    Raises:
        Exception: Whatever ``work`` raises.
    """
    while True:
        await session.elected.wait()
        working = asyncio.ensure_future(work())
        deposed = asyncio.ensure_future(session.deposed.wait())
        try:
            await asyncio.wait({working, deposed}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            deposed.cancel()
            if not working.done():
                working.cancel()
            await asyncio.wait({working, deposed})
        if not working.cancelled():
            working.result()
