"""What a process has used so far; standard library only, for peers in other environments."""

from __future__ import annotations

import os
import resource
import sys
from pathlib import Path
from typing import Any


async def usage() -> dict[str, Any]:
    """CPU seconds (own and system, all threads) and resident bytes of this process."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu": spent.ru_utime + spent.ru_stime, "rss": _resident(spent.ru_maxrss)}


def _resident(peak: int) -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        # No /proc: the peak, in bytes on macOS and in KB elsewhere.
        return peak if sys.platform == "darwin" else peak * 1024
    return pages * os.sysconf("SC_PAGESIZE")
