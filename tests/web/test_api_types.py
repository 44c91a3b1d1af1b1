"""The web app's types of the API are those of the OpenAPI document as it is now."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
TYPES = WEB / "src" / "shared" / "api" / "schema.d.ts"


def test_the_types_of_the_web_app_are_fresh(tmp_path: Path) -> None:
    if not (WEB / "node_modules").exists():
        if os.environ.get("CI"):
            pytest.fail("web/node_modules is missing: make web")
        pytest.skip("web/node_modules is missing: make web")
    told, fresh = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    told.write_bytes(_run("openapi_document.py"))
    _run("npm.py", "run", "generate", "--", told, "-o", fresh)
    same = fresh.read_text(encoding="utf-8") == TYPES.read_text(encoding="utf-8")
    assert same, "the API has changed: make web-types"


def _run(tool: str, *arguments: str | Path) -> bytes:
    done = subprocess.run(
        [sys.executable, WEB / "tools" / tool, *arguments], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout
