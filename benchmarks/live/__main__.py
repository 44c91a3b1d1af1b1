"""`python -m benchmarks.live`: those who watch, by the thousands. QUICK=1 is small."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import machine
from benchmarks.live.measure import BOARD, Case, Effort, measure
from benchmarks.live.report import (
    CALM_CORES,
    COLUMNS,
    TARGETS,
    TRIES,
    LiveReport,
    rows,
    save,
    target_rows,
)
from benchmarks.plan import is_quick

LATEST = Path("build/benchmarks/latest-live.json")
OTHER_FILES = 300  # that the server and those who watch open beside connections
PIPE_WIDTH = 140
NOBODY = Case("nobody", 0)
CASES = (
    NOBODY,
    Case("100 clients, top 10", 100),
    Case("1,000 clients, top 10", 1_000),
    Case("1,000 clients, top 10, by SSE", 1_000, events=True),
    Case("1,000 clients, a player each", 1_000, follows=True),
    Case("10,000 clients, top 10", 10_000),
)
QUICK_CASES = (
    NOBODY,
    Case("100 clients, top 10", 100),
    Case("100 clients, top 10, by SSE", 100, events=True),
    Case("100 clients, a player each", 100, follows=True),
)

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def main() -> None:
    """All cases, some rounds of them."""
    began, quick = time.monotonic(), is_quick()
    players, effort = (10_000, Effort(0.5, 2, 1)) if quick else (1_000_000, Effort(2, 10, 3))
    cases = possible(QUICK_CASES if quick else CASES, _most_files())

    def progress(doing: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.0f} s  {doing}[/dim]")

    with tempfile.TemporaryDirectory(prefix="laurels-benchmarks-") as name:
        folder = Path(name)
        facts, data = machine.facts(folder), folder / "data"
        progress(f"filling {players:,} players")
        command = [sys.executable, "-m", "benchmarks.prepare", str(data), str(players), BOARD]
        subprocess.run(command, check=True)
        measured = _rounds(data, players, cases, effort, progress)
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    report = LiveReport(date, facts, effort._asdict(), players, measured)
    _show(report)
    path = save(report, LATEST if quick else None)
    console.print(f"\nwritten: {os.path.relpath(path)}; took {time.monotonic() - began:.0f} s")


def _rounds(
    data: Path,
    players: int,
    cases: Sequence[Case],
    effort: Effort,
    progress: Callable[[str], None],
) -> list[dict[str, Any]]:
    """Each case with its rounds, the calmest of those that were tried: where other work gets in
    between, a round is tried again. It begins with nobody, whose scores cost least."""
    found: dict[Case, list[dict[str, Any]]] = {case: [] for case in cases}
    for number in range(1, effort.rounds * TRIES + 1):
        waiting = [case for case in cases if case is NOBODY or not _is_calm(found[case], effort)]
        if waiting == [NOBODY]:
            break
        base_us = 0.0
        for case in waiting:
            progress(f"{case.title}, round {number}")
            one = measure(data, players, case, effort, base_us)
            found[case].append(one)
            if case is NOBODY:
                base_us = one["score_us"]
    return [
        {
            "title": case.title,
            "clients": case.clients,
            "follows": case.follows,
            "tried": len(found[case]),
            "rounds": calmest(found[case], effort.rounds),
        }
        for case in cases
    ]


def _is_calm(rounds: Sequence[dict[str, Any]], effort: Effort) -> bool:
    """Whether so many rounds are there that the machine was ours in."""
    return sum(one["others_cores"] <= CALM_CORES for one in rounds) >= effort.rounds


def calmest(rounds: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """Those during which other work on the machine took least; their figures choose nothing."""
    return sorted(rounds, key=lambda one: one["others_cores"])[:count]


def possible(cases: Sequence[Case], files: int) -> list[Case]:
    """Those whose connections fit into so many open files, of the server and of who watches."""
    fitting = []
    for case in cases:
        if case.clients + OTHER_FILES <= files:
            fitting.append(case)
        else:
            console.print(
                f"[red]left out: {case.title}. A process may open {files:,} files here; "
                f"raise that with ulimit -Hn {case.clients + OTHER_FILES}.[/red]"
            )
    return fitting


def _most_files() -> int:
    """As many as the system allows, which those who watch inherit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard if hard != resource.RLIM_INFINITY else 2**31


def _show(report: LiveReport) -> None:
    title = f"{report.players:,} players, 1,000 scores a second"
    for columns, lines in ((COLUMNS, rows(report)), (TARGETS, target_rows(report))):
        if not lines:
            continue
        table = Table(title=f"\n{title}", title_style="bold", title_justify="left")
        for number, name in enumerate(columns):
            table.add_column(name, justify="right" if number else "left")
        for line in lines:
            table.add_row(*line)
        console.print(table)


if __name__ == "__main__":
    main()
