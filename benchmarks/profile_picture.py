"""`python -m benchmarks.profile_picture`: the profile of a submission, from what was measured.

An icicle: the whole above, below it the threads, the parts of each, and their files (of
libraries their functions); the width is CPU time. What is too narrow for its name stands in the
list underneath.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from benchmarks.results import RESULTS
from benchmarks.svg import WIDTH, Canvas

MEASURED = RESULTS / "profile" / "submit.json"
PICTURE = Path("docs/explanation/images/submit-profile.svg")
COLOURS = {
    "loop and sockets": "grey",
    "HTTP": "blue",
    "API": "purple",
    "use cases": "teal",
    "rules": "gold",
    "ranking index": "green",
    "players": "pink",
    "SQLite": "orange",
    "commit and sync": "red",
    "between threads": "brown",
}
TOP, ROW, GAP, LETTER, LEAST = 64, 44, 3, 6.9, 3
COLUMNS, LINE = 3, 24
Block = tuple[str, float]


def draw(measured: Path = MEASURED, picture: Path = PICTURE) -> Path:
    """The picture's path."""
    report = json.loads(measured.read_text(encoding="utf-8"))
    spent: list[dict[str, Any]] = report["spent"]
    total: float = report["cpu_us"]
    parts = _sums(spent, "part")
    lines = -(-len(parts) // COLUMNS)
    height = TOP + 4 * ROW + 22 + lines * LINE
    canvas = Canvas(height, f"How a submission spends {total:.0f} µs of CPU")
    canvas.text(0, 20, f"How a submission spends {total:.0f} µs", size=17, bold=True)
    subtitle = (
        f"CPU of the whole server, {report['players']:,} players, 32 connections: one submission, "
        "its threads, parts, files"
    )
    canvas.text(0, 42, subtitle, colour="soft")
    scale = WIDTH / total
    _block(canvas, 0, 0, total * scale, "submission", total, "ink")
    x = 0.0
    for thread, of_thread in _grouped(spent, "thread"):
        used = sum(one["us"] for one in of_thread)
        _block(canvas, x, 1, used * scale, thread, used, "soft")
        at = x
        for part, of_part in _grouped(of_thread, "part"):
            width = sum(one["us"] for one in of_part) * scale
            _block(canvas, at, 2, width, part, width / scale, COLOURS[part])
            _functions(canvas, at, width, of_part, part, scale)
            at += width
        x += used * scale
    _list(canvas, parts, total)
    canvas.save(picture)
    return picture


def _functions(
    canvas: Canvas, x: float, width: float, spent: list[dict[str, Any]], part: str, scale: float
) -> None:
    """The row below a part, largest first; the thin ones together at its end."""
    if len(spent) == 1 and spent[0]["function"] == part:
        return
    end = x + width
    for number, one in enumerate(sorted(spent, key=lambda one: -one["us"])):
        wide = one["us"] * scale
        if wide < LEAST * 4:
            left = len(spent) - number
            _block(canvas, x, 3, end - x, f"{left} more", (end - x) / scale, COLOURS[part], 0.35)
            return
        name = one["function"].rpartition(".")[2]
        _block(canvas, x, 3, wide, name, one["us"], COLOURS[part], 0.75, one["function"])
        x += wide


def _block(
    canvas: Canvas, x: float, row: int, width: float, name: str, us: float, colour: str,
    opacity: float = 1, title: str = "",
) -> None:  # fmt: skip
    y = TOP + row * ROW
    tip = f"{title or name}: {us:.1f} µs"
    canvas.bar(x, y, max(width - GAP, 1), ROW - GAP, colour, title=tip, opacity=opacity)
    inside = width - GAP - 12
    solid = opacity > 0.5  # else the page shows through, and its own ink reads better
    if len(name) * LETTER <= inside:
        canvas.text(x + 7, y + 17, name, size=12, bold=row < 3, on_field=solid)
        canvas.text(x + 7, y + 33, f"{us:.1f} µs", size=12, on_field=solid)
    elif inside > 4 * LETTER and row < 3:
        canvas.text(x + 7, y + 25, f"{us:.1f}", size=12, on_field=True)


def _list(canvas: Canvas, parts: Sequence[Block], total: float) -> None:
    """All parts with their share, so that narrow ones are named too."""
    lines = -(-len(parts) // COLUMNS)
    for number, (name, us) in enumerate(parts):
        x = number // lines * (WIDTH / COLUMNS)
        y = TOP + 4 * ROW + 24 + number % lines * LINE
        canvas.bar(x, y - 11, 12, 12, COLOURS[name])
        canvas.text(x + 20, y, name)
        canvas.text(x + 252, y, f"{us:.1f} µs, {us / total:.0%}", colour="soft", anchor="end")


def _grouped(spent: Iterable[dict[str, Any]], key: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Groups by a name, the largest first."""
    groups = [
        (k, list(g)) for k, g in groupby(sorted(spent, key=lambda o: o[key]), lambda o: o[key])
    ]
    return sorted(groups, key=lambda group: -sum(one["us"] for one in group[1]))


def _sums(spent: Iterable[dict[str, Any]], key: str) -> list[Block]:
    sums: dict[str, float] = defaultdict(float)
    for one in spent:
        sums[one[key]] += one["us"]
    return sorted(sums.items(), key=lambda item: -item[1])


if __name__ == "__main__":
    print(draw())
