"""Reads a document's commands and runs them as a reader would.

The convention, for every block marked `sh` or `console`:
- `console`: lines after `$ ` are run; the lines below must be printed, where `...` may be any text.
- `sh`: the block is one script and must succeed.
- A block that begins with `laurels serve` (or `make run`) starts the server, or starts it again;
  one that begins with `laurels services` starts these, for as long as the document is read.
- `laurels move` comes after the server was stopped by hand.
- A block whose first line ends in `&` is a script like any other. What it leaves in the background
  listens on port 8001, and ends with the document.
- How-to pages name the data folder of a machine, `/srv/laurels`; here it is the reader's.
- Other blocks with `make` or `git` work on a clone: their make targets must exist, no more.
"""

import contextlib
import doctest
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from laurels.adapters.local_programs import free_port
from tests.servers import LaurelsServer

ROOT = Path(__file__).parents[2]
URL = "http://127.0.0.1:8000"  # what documents say
SECOND = "8001"
SERVED = "/srv/laurels"
PATIENCE_SECONDS = 120  # with a command
OUTPUT = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE

_BLOCK = re.compile(r"^( *)```(sh|console)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_SERVE = re.compile(r"(laurels serve|make run)\b(.*)(?<!&)$", re.MULTILINE)
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
        self._services: subprocess.Popen[str] | None = None
        self._second = str(free_port())
        self._groups: list[int] = []  # of processes that scripts may have left

    def follow(self, command: Command) -> None:
        """Do what it says; AssertionError where it does not work as printed."""
        if command.script.startswith("laurels services"):
            self._start_services()
        elif serve := _SERVE.match(command.script):
            self._serve(shlex.split(serve[2], comments=True))
        elif _MAKE.search(command.script):
            _check_targets(command.script)
        else:
            if command.script.startswith("laurels move") and self._server:
                self._server.stop()
            self._run(command)

    def close(self) -> None:
        """Stop all that was started."""
        left = [process for group in self._groups for process in members(group)]
        for process in left:
            process.terminate()
        psutil.wait_procs(left, timeout=60)
        if self._server:
            self._server.stop()
        if self._services:
            self._services.terminate()
            self._services.communicate(timeout=60)

    def _serve(self, options: list[str]) -> None:
        options = options or ["--dev"]
        if self._server is None:
            self._server = LaurelsServer(self._folder / "data", *options)
            return
        self._server.stop()
        self._server.options = tuple(options)
        self._server.start()

    def _start_services(self) -> None:
        self._services = subprocess.Popen(
            [sys.executable, "-m", "laurels", "services"],
            cwd=self._folder,
            env=self._environment(strict=True),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._services.stdout
        assert any("Ctrl+C" in line for line in self._services.stdout), "no services"

    def _run(self, command: Command) -> None:
        script = self._here(command)
        with subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=self._folder,
            env=self._environment(strict=command.shown is None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as ran:
            self._groups.append(ran.pid)
            try:
                printed, complaints = ran.communicate(timeout=PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(ran.pid, signal.SIGKILL)  # else its pipes stay open, and are waited for
                raise
        if self._server:
            printed = printed.replace(self._server.url, URL)
        told = f"line {command.line}: {command.script}\n{printed}{complaints}"
        assert ran.returncode == 0, told
        if command.shown is not None:
            same = doctest.OutputChecker().check_output(command.shown, printed + "\n", OUTPUT)
            assert same, f"{told}\ninstead of\n{command.shown}"

    def _here(self, command: Command) -> str:
        """The script, with the addresses and folders of this test."""
        script = command.script.replace(SERVED, str(self._folder / "data"))
        script = script.replace(SECOND, self._second)
        if URL not in script:
            return script
        assert self._server, f"line {command.line}: no server was started before"
        return script.replace(URL, self._server.url)

    def _environment(self, *, strict: bool) -> dict[str, str]:
        """With `laurels` on the path, and no settings of ours; `strict`: curl fails on errors."""
        theirs = {k: v for k, v in os.environ.items() if not k.startswith("LAURELS_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        home = self._folder / "home"
        home.mkdir(exist_ok=True)
        (home / ".curlrc").write_text("fail-with-body\n" if strict else "")
        return theirs | {"PATH": path, "CURL_HOME": str(home)}


def members(group: int) -> list[psutil.Process]:
    """The processes of a group."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            if os.getpgid(process.pid) == group:
                found.append(process)
    return found


def _check_targets(script: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([a-z-]+)", script, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"no 'make {target}'"
