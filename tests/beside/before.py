"""The release before this one, as the project's history has it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from tests.chaos.bot_process import ROOT, BotProcess
from tests.chaos.database_server import is_installed

_HERE = Path(__file__).parent
COMMIT = (_HERE / "before.txt").read_text("utf-8").strip()
"""Where it stands: the newest commit of the release that upgrades come from."""


def is_known() -> bool:
    """Whether the history is here: a shallow clone has none."""
    return _git("cat-file", "-e", COMMIT).returncode == 0


def unpack(folder: Path) -> Path:
    """Put the files of that release into a folder of their own there; answers which."""
    packed = _git("archive", "--format=tar", COMMIT)
    root = folder / "before"
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(root, filter="data")
    return root


def bot_of(its_root: Path) -> type[BotProcess]:
    """What runs that release, from where it was unpacked, with the same interpreter."""

    class BotBefore(BotProcess):
        """Of the release before."""

        program = (str(_HERE / "as_before.py"),)
        root = its_root

    return BotBefore


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, check=False)


MARKS = [
    pytest.mark.beside,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not is_installed(), reason="PostgreSQL is not installed"),
    pytest.mark.skipif(not is_known(), reason=f"{COMMIT} is not in this history"),
]
