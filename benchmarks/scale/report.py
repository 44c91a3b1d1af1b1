"""What a run of `make bench-scale` has found: as tables, as Markdown, and kept as JSON."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.report import markdown_table, number
from benchmarks.results import NO_OP, RESULTS, Figures, Report, from_json, to_json
from benchmarks.scale.servers import API, POSTGRESQL, REDIS
from benchmarks.subjects import submit

ENDING = "-scale.json"
ONE = "1 process"
TARGETS_US = {API: 110, POSTGRESQL: 25, REDIS: 20}
TARGETS = ("CPU of a submit", "target", "measured", "met")
COLUMNS = (
    "", "a second", "p50 ms", "p99 ms", "API µs", "PostgreSQL µs", "Redis µs", "± %", "WAL bytes",
    "in a group", "Redis commands",
)  # fmt: skip
Rows = Sequence[Sequence[str]]


def show(report: Report, console: Console) -> None:
    """Print it, the targets last."""
    for title, columns, rows in reversed(tables(report)):
        table = Table(title=f"\n{title}", title_style="bold", title_justify="left")
        for place, name in enumerate(columns):
            table.add_column(name, justify="right" if place and columns is COLUMNS else "left")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def save(report: Report, path: Path | None = None) -> Path:
    """Write JSON, and Markdown beside it: to the results unless to `path`; the JSON's path."""
    path = path or RESULTS / f"{report.date}{ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(report), encoding="utf-8")
    path.with_suffix(".md").write_text("\n".join(_markdown(report)), encoding="utf-8")
    return path


def load(path: Path) -> Report:
    """As it was measured."""
    return from_json(path.read_text(encoding="utf-8"))


def newest() -> Path:
    """The newest results here."""
    return max(RESULTS.glob(f"*{ENDING}"))


def tables(report: Report) -> list[tuple[str, Sequence[str], Rows]]:
    """Title, columns and rows of each table, the targets first."""
    stages = list(dict.fromkeys(figures.who for figures in report.figures))
    players = report.figures[0].players
    return [
        (f"Targets, {players:,} players, 64 connections", TARGETS, target_rows(report)),
        *((who, COLUMNS, [_row(f) for f in report.figures if f.who == who]) for who in stages),
        ("Beyond load", ("", "measured"), [(k, number(v)) for k, v in report.facts.items()]),
    ]


def target_rows(report: Report) -> Rows:
    """Part by part, of one process; of the first stage where that was not measured."""
    found = [f for f in report.figures if f.subject == submit.SUBJECT.title]
    one = next((f for f in found if f.who == ONE), found[0])
    return [
        (part, f"{limit} µs", f"{one.split_us[part]:.1f} µs",
         "yes" if one.split_us[part] <= limit else "no")
        for part, limit in TARGETS_US.items()
    ]  # fmt: skip


def _row(figures: Figures) -> tuple[str, ...]:
    counts = figures.counts
    writes = counts["transactions"] > 0 and counts["WAL bytes"] >= 1 and figures.subject != NO_OP
    writes = writes and "submit" in figures.subject
    return (
        figures.subject,
        f"{figures.per_second:,.0f}",
        f"{figures.p50_ms:,.1f}",
        f"{figures.p99_ms:,.1f}",
        *(f"{figures.split_us[part]:,.1f}" for part in TARGETS_US),
        f"{figures.noise * 50:.0f}",
        f"{counts['WAL bytes']:,.0f}" if writes else "",
        f"{1 / counts['transactions']:,.0f}" if writes else "",
        f"{counts['Redis commands']:,.2f}",
    )


def _markdown(report: Report) -> list[str]:
    lines = [f"# The scale-out profile, {report.date}", ""]
    for title, columns, rows in tables(report):
        lines += [f"## {title}", "", *markdown_table(columns, rows)]
    effort = report.effort
    lines += ["## How", "", *markdown_table(("machine", ""), list(report.machine.items()))]
    lines += [
        f"{effort['rounds']:g} rounds over all subjects of a stage, {effort['seconds']:g} s each, "
        f"after one of {effort['warm_up_seconds']:g} s that does not count; medians. " + HOW,
        "",
    ]
    return lines


HOW = (
    "64 connections, spread evenly over the processes; batches on 32. PostgreSQL syncs every "
    "commit. PostgreSQL, Redis, the processes and who loads them share the machine; *load before* "
    "and *after* tell of other work on it, which makes each figure dearer. µs are CPU of all "
    "threads and processes of each, an operation; ± is half the range of their sum over the "
    "rounds, each held against the no-op of its round. *In a group* is how many scores a "
    "transaction of PostgreSQL took, those that keep first answers alone or are PostgreSQL's own "
    "counted as well."
)
