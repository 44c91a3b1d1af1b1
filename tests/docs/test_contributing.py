"""The command that CONTRIBUTING names for a change of the schema works as printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.docs.documents import ROOT


def test_a_change_of_the_schema_is_made_as_printed_and_none_is_due(tmp_path: Path) -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (printed,) = re.findall(r"`([^`]*makemigrations[^`]*)`", page)
    ran = subprocess.run(
        ["sh", "-c", printed.replace(".venv/bin/python", sys.executable) + " --check"],
        cwd=ROOT,
        env={**os.environ, "LAURELS_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "No changes" in ran.stdout
