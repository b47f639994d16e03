"""The image is built and run as a cluster runs it, and the demo's page answers from inside it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("buildah", "crun", "mmdebstrap")


@pytest.mark.image
@pytest.mark.timeout(900)
def test_image_runs_as_its_user_on_a_root_that_it_cannot_write_to() -> None:
    missing = [it for it in TOOLS if shutil.which(it) is None]
    if missing or os.geteuid():
        pytest.skip(f"needs root, and {', '.join(missing) or 'nothing else'}")
    done = subprocess.run(
        [str(ROOT / "deploy/image/try.sh")],
        env={**os.environ, "PYTHON": sys.executable},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=880,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for told in ("health/live answers 200", "health/ready answers 200", "the page answers 200"):
        assert told in done.stdout
    assert done.stdout.count("cannot be written") == 3
    assert "its health check succeeds" in done.stdout
    assert "after SIGTERM" in done.stdout
