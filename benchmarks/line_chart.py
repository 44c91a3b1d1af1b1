"""A line chart: every line has its name at its end, so there is no legend to look up."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.svg import WIDTH, Canvas

HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 380, 56, 208, 70, 52
LABEL_HEIGHT = 18
COLOURS = ("green", "blue", "orange", "purple", "teal", "gold")
TICKS = 5
Points = Sequence[tuple[float, float]]


class Axis(NamedTuple):
    """From values to pixels."""

    low: float
    high: float
    start: float  # pixels
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Where a value lies."""
        scale: Callable[[float], float] = math.log10 if self.logarithmic else float
        share = (scale(value) - scale(self.low)) / (scale(self.high) - scale(self.low))
        return self.start + share * (self.end - self.start)


def draw(
    path: Path,
    title: str,
    subtitle: str,
    lines: Mapping[str, Points],
    x_name: str,
    *,
    log_x: bool = False,
) -> None:
    """Draw `lines`, each by name, over the same horizontal axis."""
    canvas = Canvas(HEIGHT, f"{title}. {subtitle}")
    canvas.text(0, 20, title, size=17, bold=True)
    canvas.text(0, 42, subtitle, colour="soft")
    xs = sorted({x for points in lines.values() for x, _ in points})
    most = max(y for points in lines.values() for _, y in points)
    ticks = _ticks(most)
    across = Axis(xs[0], xs[-1], LEFT, WIDTH - RIGHT, log_x)
    up = Axis(ticks[0], ticks[-1], HEIGHT - BOTTOM, TOP)
    for value in ticks:
        canvas.line(LEFT, up.at(value), WIDTH - RIGHT, up.at(value))
        canvas.text(LEFT - 10, up.at(value) + 4, f"{value:,.4g}", colour="soft", anchor="end")
    for x in xs:
        canvas.text(across.at(x), HEIGHT - BOTTOM + 22, f"{x:,.0f}", colour="soft", anchor="middle")
    canvas.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_name, colour="soft", anchor="middle")
    for (_, points), colour in zip(lines.items(), COLOURS, strict=False):
        canvas.curve([(across.at(x), up.at(y)) for x, y in points], colour)
        if len(lines) == 1:  # there is room for every value
            for number, (x, y) in enumerate(points[:-1]):
                at = (across.at(x) + (0 if number else 6), up.at(y) - 12)
                anchor = "middle" if number else "start"  # clear of the axis
                canvas.text(*at, f"{y:,.0f}", size=12, anchor=anchor)
    _names(canvas, lines, up)
    canvas.save(path)


def _names(canvas: Canvas, lines: Mapping[str, Points], up: Axis) -> None:
    """Each name beside the end of its line, moved down where it would lie on another."""
    ends = [
        (up.at(points[-1][1]), name, points[-1][1], colour)
        for (name, points), colour in zip(lines.items(), COLOURS, strict=False)
    ]
    lowest = -math.inf
    for y, name, value, colour in sorted(ends):
        lowest = max(y, lowest + LABEL_HEIGHT)
        canvas.text(WIDTH - RIGHT + 14, lowest + 4, f"{value:,.0f}", colour=colour, bold=True)
        canvas.text(WIDTH - RIGHT + 52, lowest + 4, name, colour=colour)


def _ticks(most: float) -> list[float]:
    """Round numbers from 0 to beyond `most`."""
    rough = most / TICKS
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough)
    return [step * n for n in range(math.ceil(most / step) + 1)]
