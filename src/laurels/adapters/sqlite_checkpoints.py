"""Pages copied from SQLite's write-ahead log to the database file beside the writer's work.

SQLite does that inside a COMMIT, every 1,000 pages, and syncs the database file before it goes
on: whatever arrives meanwhile waits. Here a thread of its own does it, and a commit waits for
the log's sync alone.
"""

import logging
import sqlite3
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

log = logging.getLogger(__name__)
# About as much work as 1,000 pages: groups of one write few pages each, an import many.
EVERY_COMMITS = 128
EVERY_ROWS = 10_000
# The log starts anew only when all of it was copied, which never happens beside a writer that
# never rests. From this many pages on (32 MiB) the writer copies the last few itself.
LONG_LOG = 8_192


class SqliteCheckpoints:
    """Checkpoints of one file. `after_commit` is called by the one thread that writes."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="laurels-checkpoint")
        self._connection: sqlite3.Connection | None = None
        self._under_way: Future[int] | None = None
        self._commits = 0
        self._rows = 0  # changed by the writer's connection, at the last checkpoint

    def after_commit(self, writer: sqlite3.Connection) -> None:
        """Begin a checkpoint where one is due; O(1), but for the end of a long log."""
        self._commits += 1
        if self._under_way is not None:
            if not self._under_way.done():
                return
            pages, self._under_way = self._under_way.result(), None
            if pages >= LONG_LOG:
                _checkpoint(writer)
        if self._commits >= EVERY_COMMITS or writer.total_changes - self._rows >= EVERY_ROWS:
            self._commits, self._rows = 0, writer.total_changes
            self._under_way = self._thread.submit(self._copy)

    def close(self) -> None:
        """Wait for the one under way, and close its connection."""
        self._thread.shutdown()
        if self._connection is not None:
            self._connection.close()

    def _copy(self) -> int:
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(self._file, check_same_thread=False)
        except sqlite3.Error as error:
            return _failed(error)
        return _checkpoint(self._connection)


def _checkpoint(connection: sqlite3.Connection) -> int:
    """Copy what no reader holds back; the pages in the log, or 0 where that failed."""
    try:
        _, pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.Error as error:
        return _failed(error)
    return int(pages)


def _failed(error: sqlite3.Error) -> int:
    # Nothing is lost: all is in the log, and the next checkpoint tries again.
    log.warning("A checkpoint of the database failed and will be tried again: %s.", error)
    return 0
