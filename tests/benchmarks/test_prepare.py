"""The data sets that are written without submissions are what submissions would have made."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("rounds", ["1", "3"])
def test_a_prepared_data_set_is_clean(tmp_path, rounds):
    _run("benchmarks.prepare", str(tmp_path), "100", "one,three", rounds)
    checked = _run("laurels", "check", "--data", str(tmp_path))
    assert "All clean" in checked


def _run(module: str, *words: str) -> str:
    command = [sys.executable, "-m", module, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
