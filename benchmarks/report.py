"""A run as tables: for the terminal, as Markdown, and kept as JSON."""

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import targets
from benchmarks.client import CONNECTIONS
from benchmarks.results import ENDING, LAURELS, NO_OP, RESULTS, Figures, Report, to_json

TARGETS = ("operation", "target", "measured", "× no-op", "met")
COLUMNS = ("", "a second", "p50 ms", "p99 ms", "CPU µs", "× no-op", "± %", "of which")
MARKS = {targets.YES: "green", targets.BY_RATIO: "green", targets.NO: "red"}
Rows = Sequence[Sequence[str]]


def show(report: Report, console: Console) -> None:
    """Print it, the targets last: that is where one looks."""
    for title, columns, rows in tables(report):
        if columns is TARGETS:
            rows = [row for row in rows if row[2]]  # a partial run is not lost among empty lines
        if not rows:
            continue
        table = Table(title=f"\n{title}", title_style="bold", title_justify="left")
        for number, name in enumerate(columns):
            table.add_column(name, justify="right" if number and columns is COLUMNS else "left")
        for row in rows:
            style = MARKS.get(row[-1], "") if columns is TARGETS else ""
            table.add_row(*row, style="dim" if row[0] == NO_OP else style)
        console.print(table)


def save(report: Report, path: Path | None = None) -> Path:
    """Write JSON, and Markdown beside it: to the results unless to `path`; the JSON's path."""
    path = path or RESULTS / f"{report.date}{ENDING}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(to_json(report), encoding="utf-8")
    path.with_suffix(".md").write_text("\n".join(_markdown(report)), encoding="utf-8")
    return path


def tables(report: Report) -> list[tuple[str, Sequence[str], Rows]]:
    """Title, columns and rows of each table."""
    sizes = sorted({(f.who != LAURELS, f.who, f.players) for f in report.figures})
    loads = [
        (f"{who}, {players:,} players", COLUMNS, _rows(report, who, players))
        for _, who, players in sizes
    ]
    players = targets.main_size(report)
    floor = targets.no_op_us(report)
    title = f"Targets, {players:,} players, {CONNECTIONS} connections"
    title += "" if floor is None else f", no-op {floor:.1f} µs"
    return [
        *loads,
        ("Beyond load", ("", "measured"), [(k, number(v)) for k, v in report.facts.items()]),
        (title, TARGETS, targets.rows(report)),
    ]


def markdown_table(columns: Sequence[str], rows: Rows) -> list[str]:
    """As lines; all but the first column to the right, where they are figures."""
    rule = ["---", *("--:" if columns is COLUMNS else "---" for _ in columns[1:])]
    return [*(f"| {' | '.join(row)} |" for row in (columns, rule, *rows)), ""]


def _markdown(report: Report) -> list[str]:
    effort = report.effort
    lines = [f"# The embedded profile, {report.date}", ""]
    *others, (title, columns, rows) = tables(report)
    lines += [f"## {title}", "", *markdown_table(columns, rows), HOW_MET, ""]
    for title, columns, rows in others:
        if rows:
            lines += [f"## {title}", "", *markdown_table(columns, rows)]
    lines += ["## How", ""]
    lines += markdown_table(("machine", ""), list(report.machine.items()))
    lines += [
        f"Each connection sends when its last answer is there. {effort['rounds']:g} rounds over "
        f"all subjects of a server, {effort['seconds']:g} s each, after one of "
        f"{effort['warm_up_seconds']:g} s that does not count; medians. Every board sums, so every "
        "score moves its entry. " + COLUMNS_MEAN,
        "",
    ]
    return lines


HOW_MET = (
    f"Targets in µs were set where a no-op costs {targets.NO_OP_US} µs. *By ratio* says that this "
    "run misses the figure and holds its ratio to the no-op."
)
COLUMNS_MEAN = (
    "CPU µs is the server's, all threads and processes, an operation; × no-op is that over the "
    "no-op route's in the same round; ± is half the range of that over the rounds."
)


def _rows(report: Report, who: str, players: int) -> list[tuple[str, ...]]:
    here = [f for f in report.figures if (f.who, f.players) == (who, players)]
    return [
        (
            f.subject,
            f"{f.per_second:,.0f}",
            f"{f.p50_ms:,.2f}",
            f"{f.p99_ms:,.2f}",
            f"{f.cpu_us:,.1f}",
            f"{f.ratio:,.1f}",
            f"{f.noise * 50:.0f}",
            _split(f),
        )
        for f in here
    ]


def _split(figures: Figures) -> str:
    if len(figures.split_us) == 1:
        return ""
    return ", ".join(f"{part} {used:,.0f}" for part, used in figures.split_us.items() if used >= 1)


def number(value: float) -> str:
    """Four digits, or all where there are more before the point."""
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.4g}"
