"""What a process does not use, it does not load."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys
import bot.cli
print([it for it in ("fastapi", "starlette", "uvicorn") if it in sys.modules])
"""


def test_embedded_default_loads_no_web_framework() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=50, check=True
    )
    assert ran.stdout.strip() == "[]"
