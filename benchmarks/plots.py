"""`python -m benchmarks.plots [RESULTS]`: the pictures and the tables of the page on performance.

From the newest results unless others are given. A picture that they hold too little for is
left as it is.
"""

import math
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from benchmarks import targets
from benchmarks.line_chart import Axis, draw
from benchmarks.live import report as live_report
from benchmarks.report import TARGETS, markdown_table
from benchmarks.results import LAURELS, RESULTS, Report, from_json, newest
from benchmarks.rivals.nakama import NAKAMA
from benchmarks.subjects import (
    around,
    page,
    rank,
    submit,
    submit_batch,
    submit_unranked,
    submit_windows,
    top,
)
from benchmarks.svg import WIDTH, Canvas

DOCS = Path("docs/explanation")
IMAGES = DOCS / "images"
PAGE = DOCS / "performance.md"
USUAL = (
    submit.SUBJECT, rank.SUBJECT, around.SUBJECT, top.SUBJECT, top.CHANGING, page.SUBJECT
)  # fmt: skip
RIVALS = {
    LAURELS: ("Laurels", "green"),
    "sorted_set": ("FastAPI, Redis sorted set; nothing durable", "blue"),
    "textbook": ("FastAPI, SQLAlchemy, PostgreSQL", "orange"),
    "nakama": ("Nakama (Go), PostgreSQL; measured once", "grey"),
}
BAR, GAP, LEFT, RIGHT, TOP = 17, 16, 150, 80, 138


def main() -> None:
    """Draw all, and fill in the tables."""
    path = Path(sys.argv[1]) if sys.argv[1:] else newest()
    report = from_json(path.read_text(encoding="utf-8"))
    for picture in (by_players, by_windows, by_batch, rivals):
        print(f"{picture.__name__}: {'drawn' if picture(report) else 'too little measured'}")
    _fill_in(report, path)


def by_players(report: Report) -> bool:
    """Cost against the number of players."""
    lines = {
        subject.title: [
            (players, figures.cpu_us)
            for players in report.sizes()
            if (figures := report.find(subject.title, players)) is not None
        ]
        for subject in USUAL
    }
    lines = {name: points for name, points in lines.items() if len(points) > 1}
    if not lines:
        return False
    subtitle = "CPU of the whole server in µs an operation"
    draw(IMAGES / "cost-by-players.svg", "Cost by players", subtitle, lines,
         "players on the leaderboard", log_x=True)  # fmt: skip
    return True


def by_windows(report: Report) -> bool:
    """Cost of a submit against the number of windows."""
    players, points = window_points(report)
    if len(points) < 3:
        return False
    (fewest, least), (most, dearest) = points[0], points[-1]
    more = (dearest - least) / (most - fewest)
    subtitle = f"CPU in µs, {players:,} players; each further window costs {more:.0f} µs"
    draw(IMAGES / "cost-by-windows.svg", "Cost of a submit by windows", subtitle,
         {"submit": points}, "windows")  # fmt: skip
    return True


def window_points(report: Report) -> tuple[int, list[tuple[int, float]]]:
    """The number of players at which most numbers of windows were measured, the fewest of those;
    and there each number of windows with its cost."""
    lines = {
        players: [
            (windows, figures.cpu_us)
            for windows, subject in enumerate(submit_windows.SUBJECTS, 1)
            if (figures := report.find(subject.title, players, subject.board)) is not None
        ]
        for players in report.sizes()
    }
    return max(lines.items(), key=lambda line: (len(line[1]), -line[0]), default=(0, []))


def by_batch(report: Report) -> bool:
    """Cost of a score against the size of its batch."""
    players = targets.main_size(report)
    points = [
        (subject.per_request, figures.cpu_us)
        for subject in submit_batch.SUBJECTS
        if (figures := report.find(subject.title, players)) is not None
    ]
    if len(points) < 3:
        return False
    subtitle = f"CPU of the whole server in µs a score, {players:,} players"
    title = "Cost of a score by the size of its batch"
    draw(IMAGES / "cost-by-batch.svg", title, subtitle, {"a score": points},
         "scores in a batch", log_x=True)  # fmt: skip
    return True


def rivals(report: Report) -> bool:
    """Laurels and others side by side. The axis is logarithmic: they differ that much."""
    costs = {subject.title: _costs(report, subject.title) for subject in USUAL}
    if not any("textbook" in cost or "sorted_set" in cost for cost in costs.values()):
        return False
    costs = {title: cost for title, cost in costs.items() if cost}
    bars = sum(map(len, costs.values()))
    height = TOP + bars * BAR + len(costs) * GAP + 34
    title = f"CPU for one operation, {targets.main_size(report):,} players"
    canvas = Canvas(height, title)
    canvas.text(0, 20, title, size=17, bold=True)
    subtitle = "µs of all processes together, databases too; each line is ten times the one before"
    canvas.text(0, 42, subtitle, colour="soft")
    for number, (name, colour) in enumerate(RIVALS.values()):
        across, down = number % 2 * 330, 66 + number // 2 * 22
        canvas.bar(across, down - 10, 12, 12, colour)
        canvas.text(across + 20, down, name)
    most = max(max(cost.values()) for cost in costs.values())
    axis = Axis(10, 10 ** math.ceil(math.log10(most)), LEFT, WIDTH - RIGHT, logarithmic=True)
    _decades(canvas, axis, height)
    y = float(TOP)
    for operation, cost in costs.items():
        canvas.text(LEFT - 12, y + len(cost) * BAR / 2 + 4, operation, anchor="end")
        for who, used in cost.items():
            bold = who == LAURELS
            canvas.bar(LEFT, y, axis.at(used) - LEFT, BAR - 3, RIVALS[who][1])
            canvas.text(axis.at(used) + 8, y + 12, f"{used:,.0f}", size=12, bold=bold)
            y += BAR
        y += GAP
    canvas.save(IMAGES / "rivals.svg")
    return True


def _costs(report: Report, title: str) -> dict[str, float]:
    players = targets.main_size(report)
    found = {who: report.find(title, players, who=who) for who in RIVALS}
    costs = {who: figures.cpu_us for who, figures in found.items() if figures is not None}
    return costs | ({"nakama": NAKAMA[title]} if title in NAKAMA else {})


def _decades(canvas: Canvas, axis: Axis, height: int) -> None:
    value = axis.low
    while value <= axis.high:
        canvas.line(axis.at(value), TOP - 10, axis.at(value), height - 30)
        canvas.text(axis.at(value), height - 12, f"{value:,.0f}", colour="soft", anchor="middle")
        value *= 10


def _fill_in(report: Report, path: Path) -> None:
    """Put the tables between their markers in the page."""
    if not PAGE.exists():
        return
    tables: dict[str, Callable[[], list[str]]] = {
        "targets": lambda: markdown_table(TARGETS, targets.rows(report)),
        "rivals": lambda: _rivals_table(report),
        "source": lambda: [_source(report, path)],
    }
    if (live := live_report.newest()) is not None:
        tables |= _live_tables(live)
    text = PAGE.read_text(encoding="utf-8")
    for name, make in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        inside = "\n".join(make()).strip()
        text = marked.sub(lambda found, inside=inside: f"{found[1]}{inside}\n{found[2]}", text)  # type: ignore[misc]
    PAGE.write_text(text, encoding="utf-8")


def _source(report: Report, path: Path) -> str:
    if path.resolve().parent != RESULTS:
        return f"Measured {report.date}, in part only."
    return f"Measured {report.date}; [all figures](../../benchmarks/results/{path.stem}.md)."


def _live_tables(path: Path) -> Mapping[str, Callable[[], list[str]]]:
    """Of those who watch, from results of their own."""
    live = live_report.load(path)
    return {
        "live": lambda: markdown_table(live_report.COLUMNS, live_report.rows(live)),
        "live-targets": lambda: markdown_table(live_report.TARGETS, live_report.target_rows(live)),
        "live-source": lambda: [
            f"Measured {live.date}; [all figures](../../benchmarks/results/{path.stem}.md)."
        ],
    }


def _rivals_table(report: Report) -> list[str]:
    rows = []
    for subject in (*USUAL, submit_unranked.SUBJECT):
        costs = _costs(report, subject.title)
        rows.append([subject.title, *(f"{costs[w]:,.0f}" if w in costs else "" for w in RIVALS)])
    return markdown_table(("µs of CPU", *(name for name, _ in RIVALS.values())), rows)


if __name__ == "__main__":
    main()
