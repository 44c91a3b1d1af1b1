"""`python -m benchmarks`: prepare, serve, measure, report. QUICK=1 does it in a minute."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks import machine
from benchmarks.measure import Effort, Figures, Start, empty_bytes, measure, start
from benchmarks.process import Server
from benchmarks.report import Report, save, show
from benchmarks.subjects import SUBJECTS, no_op

QUICK = os.environ.get("QUICK", "") not in ("", "0")
SIZES = [10_000] if QUICK else [10_000, 1_000_000]
EFFORT = Effort(0.5, 1, 1) if QUICK else Effort(1, 2, 3)
BOARDS = ("one", "three")

PIPE_WIDTH = 100

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


def main() -> None:
    """All sizes and boards, in data sets that are gone afterwards."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="laurels-benchmarks-") as name:
        folder = Path(name)
        report = Report(machine.facts(folder), EFFORT, [], [])
        empty = empty_bytes(folder / "empty")
        for players in SIZES:
            for board in BOARDS:
                started, figures = _measure(folder, players, board, empty)
                report.starts.append(started)
                report.figures.extend(figures)
    show(report, console)
    if not QUICK:  # what is committed was measured in full
        console.print(f"\nwritten: {os.path.relpath(save(report))} and .json")
    console.print(f"took {time.monotonic() - began:.0f} s")


def _measure(folder: Path, players: int, board: str, empty: int) -> tuple[Start, list[Figures]]:
    """One data set, one server: all subjects of a board, the floor before them."""
    data = folder / f"{board}-{players}"
    with console.status(f"{players:,} players, {board}: filling"):
        command = [sys.executable, "-m", "benchmarks.prepare", str(data), str(players), board]
        subprocess.run(command, check=True)
    subjects = [replace(no_op.SUBJECT, board=board)]
    subjects += [s for s in SUBJECTS if s.board == board and s is not no_op.SUBJECT]
    figures = []
    with Server(data) as server:
        started = start(server, board, players, empty)
        for subject in subjects:
            with console.status(f"{players:,} players: {subject.title}"):
                figures.append(measure(server, subject, players, EFFORT))
    return started, figures


if __name__ == "__main__":
    main()
