"""Reads a document's commands and runs them as a reader would.

The convention, for every block marked `sh` or `console`:
- `console`: lines after `$ ` are run; the lines below must be printed, where `...` may be any text.
- `sh`: the block is one script and must succeed.
- A block that begins with `laurels serve` (or `make run`) starts the server, or starts it again.
- How-to pages name the data folder of a machine, `/srv/laurels`; here it is the reader's.
- Other blocks with `make` or `git` work on a clone: their make targets must exist, no more.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.servers import LaurelsServer

ROOT = Path(__file__).parents[2]
URL = "http://127.0.0.1:8000"  # what documents say
SERVED = "/srv/laurels"
OUTPUT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

_BLOCK = re.compile(r"^( *)```(sh|console)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_SERVE = re.compile(r"(laurels serve|make run)\b(.*)")
_MAKE = re.compile(r"^(?:make|git)\b", re.MULTILINE)


class Command(NamedTuple):
    """A script and, where the document shows one, its output."""

    line: int
    script: str
    shown: str | None


def commands(text: str) -> Iterator[Command]:
    """All commands of a document, in order."""
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 2
        indent, kind, content = block.groups()
        content = re.sub(f"^{indent}", "", content, flags=re.MULTILINE)
        if kind == "sh":
            yield Command(line, content, None)
            continue
        for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
            script, _, shown = part.partition("\n")
            yield Command(line, script, shown)


class Reader:
    """Someone who follows a document, in an empty folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: LaurelsServer | None = None

    def follow(self, command: Command) -> None:
        """Do what it says; AssertionError where it does not work as printed."""
        if serve := _SERVE.match(command.script):
            self._serve(shlex.split(serve[2], comments=True))
        elif _MAKE.search(command.script):
            _check_targets(command.script)
        else:
            self._run(command)

    def close(self) -> None:
        """Stop the server."""
        if self._server:
            self._server.stop()

    def _serve(self, options: list[str]) -> None:
        if self._server:
            self._server.stop()
            self._server.start()
        else:
            self._server = LaurelsServer(self._folder / "data", *(options or ["--dev"]))

    def _run(self, command: Command) -> None:
        assert self._server, f"line {command.line}: no server was started before"
        script = command.script.replace(URL, self._server.url)
        script = script.replace(SERVED, str(self._folder / "data"))
        ran = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self._folder,
            env=self._environment(strict=command.shown is None),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )
        printed = ran.stdout.replace(self._server.url, URL)
        told = f"line {command.line}: {command.script}\n{printed}{ran.stderr}"
        assert ran.returncode == 0, told
        if command.shown is not None:
            same = doctest.OutputChecker().check_output(command.shown, printed + "\n", OUTPUT)
            assert same, f"{told}\ninstead of\n{command.shown}"

    def _environment(self, *, strict: bool) -> dict[str, str]:
        """With `laurels` on the path, and no settings of ours; `strict`: curl fails on errors."""
        theirs = {k: v for k, v in os.environ.items() if not k.startswith("LAURELS_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        home = self._folder / "home"
        home.mkdir(exist_ok=True)
        (home / ".curlrc").write_text("fail-with-body\n" if strict else "")
        return theirs | {"PATH": path, "CURL_HOME": str(home)}


def _check_targets(script: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)", script, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"no 'make {target}'"
