"""A PostgreSQL, Redis servers, and processes of Laurels over them, all of this machine's wheels."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import psycopg

from benchmarks.process import Answer, Server, tree_seconds
from tests.postgres_server import SETTINGS, PostgresServer
from tests.redis_server import RedisServer

POSTGRES = 18
API, POSTGRESQL, REDIS = "API", "PostgreSQL", "Redis"
# As the tests', but durable, and with room: what a production server would have at least.
DURABLE = {
    **SETTINGS,
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "shared_buffers": "1GB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
}
# Every transaction that writes has a number, so their difference counts groups.
WRITTEN = (
    "SELECT pg_current_wal_insert_lsn() - '0/0', pg_snapshot_xmax(pg_current_snapshot())::text"
)


class Together:
    """So many processes of Laurels that share everything but their folders. A context manager."""

    def __init__(
        self, folder: Path, postgres: PostgresServer, url: str, redis: RedisServer,
        processes: int, shards: int,
    ) -> None:  # fmt: skip
        self._postgres, self._redis = postgres, redis
        self.environment = environment(url, redis, shards)
        self._ends = ExitStack()
        self._servers: list[Server] = []
        with ExitStack() as ends:
            for number in range(processes):
                data = folder / f"process-{number}"
                server = ends.enter_context(Server(data, self.environment))
                self._servers.append(server)
            self._ends = ends.pop_all()
        self.headers = self._servers[0].headers
        self._asking = self._ends.enter_context(psycopg.connect(url, autocommit=True))

    @property
    def ports(self) -> Sequence[int]:
        """Of each process."""
        return [server.port for server in self._servers]

    @property
    def ready_seconds(self) -> list[float]:
        """From the command to the first answer, of each process."""
        return [server.ready_seconds for server in self._servers]

    def get(self, path: str) -> Answer:
        """Of the first process."""
        return self._servers[0].get(path)

    def memory_bytes(self) -> int:
        """What the first process holds."""
        return self._servers[0].memory_bytes()

    def cpu_seconds(self) -> dict[str, float]:
        """Of all processes of Laurels, of PostgreSQL with all that write for it, of Redis."""
        return {
            API: sum(tree_seconds(server.pid) for server in self._servers),
            POSTGRESQL: tree_seconds(self._postgres.pid),
            REDIS: tree_seconds(self._redis.process.pid),
        }

    def counts(self) -> dict[str, float]:
        """What goes to the disk and over the wire."""
        ((written, transactions),) = self._asking.execute(WRITTEN).fetchall()
        about: Any = self._redis.ask("INFO", "stats")
        return {
            "WAL bytes": float(written),
            "transactions": float(transactions),
            "Redis commands": float(about["total_commands_processed"]),
            "bytes to Redis": float(about["total_net_input_bytes"]),
            "bytes from Redis": float(about["total_net_output_bytes"]),
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._ends.__exit__(*error)  # type: ignore[arg-type]


def environment(url: str, redis: RedisServer, shards: int) -> Mapping[str, str]:
    """What each process is told."""
    return {
        "LAURELS_DATABASE_URL": url,
        "LAURELS_REDIS_URL": redis.url,
        "LAURELS_REDIS_SHARDS": str(shards),
        "LAURELS_SECRET_KEY": "of the benchmarks, and the same for all",
    }
