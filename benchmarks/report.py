"""The figures as a table for the terminal, as Markdown and as JSON."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.client import CONNECTIONS
from benchmarks.measure import Effort, Figures, Start
from benchmarks.subjects import no_op

FLOOR = no_op.SUBJECT.title
LARGE = 100_000  # players from which what a server holds anyway no longer counts
RESULTS = Path(__file__).parent / "results"
COLUMNS = ("", "a second", "p50 ms", "p99 ms", "CPU µs", "× floor", "Nakama µs")
START_COLUMNS = ("", "ready after s", "memory MB", "bytes a player")
RIVAL = (
    "CPU µs is the server's, all threads, an operation; × floor is that over the no-op route's "
    "on the same server. Nakama µs: CPU of Nakama 3.40 (Go) and its PostgreSQL, measured once, at "
    "1,000,000 records with 16 clients, on two shared cores; see benchmarks/README.md."
)


class Report(NamedTuple):
    """All that a run has measured."""

    machine: dict[str, str]
    effort: Effort
    starts: list[Start]
    figures: list[Figures]


def show(report: Report, console: Console) -> None:
    """Print it."""
    for players in _sizes(report):
        table = Table(title=f"\n{players:,} players, {CONNECTIONS} connections", title_style="bold")
        for number, name in enumerate(COLUMNS):
            table.add_column(name, justify="right" if number else "left", no_wrap=True)
        for row in _rows(report, players):
            table.add_row(*row, style="dim" if row[0] == FLOOR else "")
        console.print(table)
        for board, ready, memory, each in _start_rows(report, players):
            console.print(f"  {board}: ready after {ready} s, {memory} MB, {each} bytes a player")


def save(report: Report) -> Path:
    """Write `<date>-embedded.md` and `.json`; the former's path."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-embedded.md"
    path.write_text("\n".join(_markdown(report)), encoding="utf-8")
    whole = {
        "machine": report.machine,
        "effort": report.effort._asdict(),
        "starts": [start._asdict() for start in report.starts],
        "figures": [figures._asdict() for figures in report.figures],
    }
    path.with_suffix(".json").write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")
    return path


def _markdown(report: Report) -> list[str]:
    effort = report.effort
    lines = [f"# The embedded profile, {datetime.now(UTC):%Y-%m-%d}", ""]
    lines += _table(("machine", ""), list(report.machine.items()))
    lines += [
        f"{CONNECTIONS} keep-alive connections, each sends when its last answer is there. Warm-up "
        f"{effort.warm_up_seconds:g} s, then {effort.repeats} repeats of {effort.seconds:g} s; "
        "medians. Every board sums, so every score moves its entry.",
        "",
        RIVAL,
        "",
    ]
    for players in _sizes(report):
        lines += [f"## {players:,} players", ""]
        lines += _table(COLUMNS, _rows(report, players))
        lines += _table(START_COLUMNS, _start_rows(report, players))
    return lines


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    rule = ["---", *("--:" for _ in columns[1:])]
    return [*(f"| {' | '.join(row)} |" for row in (columns, rule, *rows)), ""]


def _sizes(report: Report) -> list[int]:
    return sorted({figures.players for figures in report.figures})


def _rows(report: Report, players: int) -> list[tuple[str, ...]]:
    here = [figures for figures in report.figures if figures.players == players]
    floors = {f.board: f.cpu_us for f in here if f.subject == FLOOR}
    return [
        (
            f.subject,
            f"{f.per_second:,.0f}",
            f"{f.p50_ms:.2f}",
            f"{f.p99_ms:.2f}",
            f"{f.cpu_us:.1f}",
            f"{f.cpu_us / floors[f.board]:.1f}",
            "" if f.rival_cpu_us is None else f"{f.rival_cpu_us:,}",
        )
        for f in here
    ]


def _start_rows(report: Report, players: int) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"board of {start.board} window{'s' * (start.board != 'one')}",
            f"{start.ready_seconds:.1f}",
            f"{start.memory_bytes / 1e6:,.0f}",
            f"{start.bytes_per_player:,.0f}" if players >= LARGE else "few",
        )
        for start in report.starts
        if start.players == players
    ]
