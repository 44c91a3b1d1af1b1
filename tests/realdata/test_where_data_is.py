"""Results that are missing skip on a laptop, and fail where they have to be."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.realdata.data import is_owed

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("environ", "owed_beside", "owed_alone"),
    [
        ({}, False, False),
        ({"CI": "true"}, True, False),
        ({"TEST_DATA": "elsewhere"}, True, True),
    ],
)
def test_where_results_have_to_be(
    tmp_path: Path, environ: dict[str, str], owed_beside: bool, owed_alone: bool
) -> None:
    assert is_owed(tmp_path / "data", environ) is owed_beside
    assert is_owed(tmp_path / "shared" / "data", environ) is owed_alone


def test_a_named_folder_that_is_missing_fails_and_is_no_unknown_setting(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/realdata/test_football.py"],
        cwd=ROOT,
        env={**os.environ, "LAURELS_TEST_DATA": str(tmp_path / "nowhere")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert f"the real results are not in '{tmp_path / 'nowhere'}'" in ran.stdout
    assert "SettingsError" not in ran.stdout + ran.stderr
