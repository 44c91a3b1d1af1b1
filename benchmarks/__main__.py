"""`python -m benchmarks`: prepare, serve, measure, report. README.md tells how to choose."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from rich.console import Console

from benchmarks import machine
from benchmarks.measure import fill_the_tail, measure
from benchmarks.plan import RIVALS, Plan, Stage, is_quick, plan
from benchmarks.process import RIVALS_PYTHON, Rival, Server
from benchmarks.report import save, show
from benchmarks.results import Report
from benchmarks.subjects import index_memory, populate, rebuild, steady
from laurels.settings import Settings

PIPE_WIDTH = 110
LATEST = Path("build/benchmarks/latest.json")  # of any run, also of a partial one

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def main() -> None:
    """All stages, each in a data set that is gone afterwards. Exit code 1 where one failed."""
    began = time.monotonic()
    chosen = plan()
    failed: list[str] = []

    def progress(doing: str) -> None:
        console.print(f"[dim]{time.monotonic() - began:5.0f} s  {doing}[/dim]")

    def attempt(what: str, work: Callable[[], None]) -> None:
        """A fault of one part must not cost the others."""
        try:
            work()
        except Exception as error:  # whatever it is, it is shown
            failed.append(what)
            console.print(f"[red]{what} has failed: {error!r}[/red]")

    with tempfile.TemporaryDirectory(prefix="laurels-benchmarks-") as name:
        folder = Path(name)
        effort = chosen.effort._asdict()
        date = f"{datetime.now(UTC):%Y-%m-%d}"
        report = Report(date, machine.facts(folder), effort, [], {})
        for number, stage in enumerate(chosen.stages):
            of_stage = partial(_run, folder / str(number), stage, chosen, report, progress)
            attempt(f"{stage.who}, {stage.players:,} players", of_stage)
        for command in chosen.commands:
            of_command = partial(_run_command, command, folder, chosen, report, progress)
            attempt(command, of_command)
    show(report, console)
    in_part = is_quick() or any(os.environ.get(name) for name in ("ONLY", "PLAYERS"))
    path = save(report, LATEST if in_part or failed else None)
    console.print(f"\nwritten: {os.path.relpath(path)}; took {time.monotonic() - began:.0f} s")
    if failed:
        console.print(f"[red]failed: {'; '.join(failed)}[/red]")
        sys.exit(1)


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
            for subjects in filter(None, (stage.subjects, stage.afterwards)):
                report.figures.extend(
                    measure(rival, stage.who, subjects, stage.players, chosen.effort, tell)
                )
        return None
    tell("filling")
    _fill(folder, stage.players, ",".join(stage.boards))
    tell("starting")
    with Server(folder) as server:
        if list(stage.boards) == ["one"]:
            report.facts[f"start seconds, {stage.players}"] = server.ready_seconds
            report.facts[f"process bytes, {stage.players}"] = server.memory_bytes()
        if stage.submits:
            fill_the_tail(server, stage.players, Settings().events_behind, tell)
        report.figures.extend(
            measure(server, stage.who, stage.subjects, stage.players, chosen.effort, tell)
        )
        if stage.steady:
            tell("submit at half the saturating rate, with pages read")
            report.facts.update(steady.measure(server, stage.players, chosen.effort))
    subprocess.run(["rm", "-rf", str(folder)], check=True)  # ten million players need the room
    return None


def _run_command(
    command: str, folder: Path, chosen: Plan, report: Report, progress: Callable[[str], None]
) -> None:
    """What runs without a server."""
    players = chosen.command_players
    if command == index_memory.NAME:
        progress(f"index of {chosen.index_entries:,} entries")
        report.facts["index entries"] = chosen.index_entries
        report.facts.update(index_memory.measure(chosen.index_entries))
        return
    report.facts["players of commands"] = players
    if command == populate.NAME:
        progress(f"populate {players:,} players, {populate.EVENTS * players:,} events")
        report.facts.update(populate.measure(folder / "populate", players))
    if command == rebuild.NAME:
        progress(f"filling {rebuild.EVENTS * players:,} events")
        _fill(folder / "rebuild", players, "one", str(rebuild.EVENTS))
        progress("rebuild")
        report.facts.update(rebuild.measure(folder / "rebuild"))


def _fill(folder: Path, players: int, *more: str) -> None:
    command = [sys.executable, "-m", "benchmarks.prepare", str(folder), str(players), *more]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
