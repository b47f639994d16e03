"""The command line, as an operator uses it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import cli

ROOT = Path(__file__).parents[2]


def environment(path: Path, **more: str) -> dict[str, str]:
    """Settings that touch nothing outside ``path``."""
    plain = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return plain | {
        "DATABASE": str(path / "azer.db"),
        "PORT": "0",
        "SIMULATOR_PORT": "0",
        # Where a demo that is killed leaves its database.
        "TMPDIR": str(path),
        "PYTHONPATH": str(ROOT),
        **more,
    }


def azer_apart(path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, which takes seconds to begin."""
    return subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=path,
        env=environment(path, **more),
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def azer(path: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command, whose end is that of its function, here."""
    with pytest.MonkeyPatch.context() as patch, chdir(path):
        for name in tuple(os.environ):
            patch.delenv(name)
        for name, value in environment(path, **more).items():
            patch.setenv(name, value)
        done = CliRunner().invoke(cli, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)
