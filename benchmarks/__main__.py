"""`python -m benchmarks`: prepare, serve, measure, report. README.md tells how to choose."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from benchmarks import machine
from benchmarks.measure import measure
from benchmarks.plan import RIVALS, Plan, Stage, is_quick, plan
from benchmarks.process import RIVALS_PYTHON, Rival, Server
from benchmarks.report import save, show
from benchmarks.results import Report
from benchmarks.subjects import index_memory, populate, rebuild, steady

PIPE_WIDTH = 110
LATEST = Path("build/benchmarks/latest.json")  # of any run, also of a partial one

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def main() -> None:
    """All stages, each in a data set that is gone afterwards."""
    began = time.monotonic()
    chosen = plan()

    def progress(doing: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.0f} s  {doing}[/dim]")

    with tempfile.TemporaryDirectory(prefix="laurels-benchmarks-") as name:
        folder = Path(name)
        effort = chosen.effort._asdict()
        date = f"{datetime.now(UTC):%Y-%m-%d}"
        report = Report(date, machine.facts(folder), effort, [], {})
        for number, stage in enumerate(chosen.stages):
            _run(folder / str(number), stage, chosen, report, progress)
        _run_commands(folder, chosen, report, progress)
    show(report, console)
    partial = is_quick() or any(os.environ.get(name) for name in ("ONLY", "PLAYERS"))
    path = save(report, LATEST if partial else None)
    console.print(f"\nwritten: {os.path.relpath(path)}; took {time.monotonic() - began:.0f} s")


def _run(
    folder: Path, stage: Stage, chosen: Plan, report: Report, progress: Callable[[str], None]
) -> None:
    """One server under all its subjects."""
    title = f"{stage.who}, {stage.players:,} players, {' and '.join(stage.boards)}"

    def tell(doing: str) -> None:
        progress(f"{title}: {doing}")

    if stage.who in RIVALS:
        if not RIVALS_PYTHON.exists():
            return tell("left out; `make rivals` sets it up")
        tell("filling")
        with Rival(stage.who, folder, stage.players) as rival:
            report.figures.extend(
                measure(rival, stage.who, stage.subjects, stage.players, chosen.effort, tell)
            )
        return None
    tell("filling")
    _fill(folder, stage.players, ",".join(stage.boards))
    tell("starting")
    with Server(folder) as server:
        if list(stage.boards) == ["one"]:
            report.facts[f"start seconds, {stage.players}"] = server.ready_seconds
            report.facts[f"process bytes, {stage.players}"] = server.memory_bytes()
        report.figures.extend(
            measure(server, stage.who, stage.subjects, stage.players, chosen.effort, tell)
        )
        if stage.steady:
            tell("submit at half the saturating rate, with pages read")
            report.facts.update(steady.measure(server, stage.players, chosen.effort))
    subprocess.run(["rm", "-rf", str(folder)], check=True)  # ten million players need the room
    return None


def _run_commands(
    folder: Path, chosen: Plan, report: Report, progress: Callable[[str], None]
) -> None:
    """What runs without a server."""
    players = chosen.command_players
    report.facts["players of commands"] = players
    if index_memory.NAME in chosen.commands:
        progress(f"index of {chosen.index_entries:,} entries")
        report.facts.update(index_memory.measure(chosen.index_entries))
        report.facts["index entries"] = chosen.index_entries
    if populate.NAME in chosen.commands:
        progress(f"populate {players:,} players, {populate.EVENTS * players:,} events")
        report.facts.update(populate.measure(folder / "populate", players))
    if rebuild.NAME in chosen.commands:
        progress(f"filling {rebuild.EVENTS * players:,} events")
        _fill(folder / "rebuild", players, "one", str(rebuild.EVENTS))
        progress("rebuild")
        report.facts.update(rebuild.measure(folder / "rebuild"))


def _fill(folder: Path, players: int, *more: str) -> None:
    command = [sys.executable, "-m", "benchmarks.prepare", str(folder), str(players), *more]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
