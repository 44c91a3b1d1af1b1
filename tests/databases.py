"""A migrated, empty SQLite file, made once and copied for every test."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

FILE = "laurels.sqlite3"


@cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="laurels-template-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    inherited = {name: os.environ[name] for name in os.environ if not name.startswith("LAURELS_")}
    subprocess.run(
        [sys.executable, "-m", "laurels", "migrate", "--verbosity", "0"],
        check=True,
        env={**inherited, "LAURELS_DATA": str(folder)},
    )
    return folder / FILE


def new_database(folder: Path) -> Path:
    """A new data folder's database."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copy(_template(), folder / FILE))


def crashed_copy(database: Path, folder: Path) -> Path:
    """What a restart finds when the process that has `database` open is killed now.

    The file and its write-ahead log as they are on disk, without a checkpoint or a close.
    """
    folder.mkdir(parents=True)
    for suffix in ("", "-wal"):
        part = database.with_name(database.name + suffix)
        if part.exists():
            shutil.copy(part, folder / part.name)
    return folder / database.name
