"""Servers that a test starts without waiting for them to be ready."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-m", "laurels", "serve", "--dev", "--port", "0")


def launch(data: Path, **options: Any) -> subprocess.Popen[bytes]:
    """`laurels serve` on a data folder; the caller ends it by its process id."""
    return subprocess.Popen(
        [*COMMAND, "--data", str(data)],
        stdout=options.pop("stdout", subprocess.DEVNULL),
        stderr=options.pop("stderr", subprocess.DEVNULL),
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        **options,
    )
