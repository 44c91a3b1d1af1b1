"""Bars of several parts, in groups that belong together."""

from collections.abc import Mapping
from pathlib import Path

from benchmarks.line_chart import Axis
from benchmarks.svg import WIDTH, Canvas

BAR, GAP, LEFT, RIGHT, TOP = 20, 18, 200, 90, 100
TITLE_HEIGHT = 22  # of a group
COLOURS = ("green", "blue", "orange", "purple", "teal")
Bars = Mapping[str, Mapping[str, float]]  # by bar, by part


def draw(
    path: Path,
    title: str,
    subtitle: str,
    groups: Mapping[str, Bars],
    shown: str = "{:,.0f}",
    *,
    of_each: bool = False,
) -> None:
    """Draw `groups` of bars, each with its sum behind it in the format `shown`. With `of_each`
    every bar is as long as the others, and shows what share of it a part is."""
    bars = sum(map(len, groups.values()))
    height = TOP + bars * BAR + len(groups) * (GAP + TITLE_HEIGHT) + 6
    canvas = Canvas(height, f"{title}. {subtitle}")
    canvas.text(0, 20, title, size=17, bold=True)
    canvas.text(0, 42, subtitle, colour="soft")
    parts = list(dict.fromkeys(p for g in groups.values() for bar in g.values() for p in bar))
    for number, (part, colour) in enumerate(zip(parts, COLOURS, strict=False)):
        canvas.bar(number * 130, 58, 12, 12, colour)
        canvas.text(number * 130 + 20, 68, part)
    most = max(sum(bar.values()) for group in groups.values() for bar in group.values())
    y = float(TOP)
    for name, group in groups.items():
        canvas.text(0, y + 8, name, bold=True)
        y += TITLE_HEIGHT
        for bar, values in group.items():
            whole = sum(values.values())
            axis = Axis(0, whole if of_each else most, LEFT, WIDTH - RIGHT)
            canvas.text(LEFT - 12, y + 13, bar, anchor="end")
            before = 0.0
            for part, value in values.items():
                start, end = axis.at(before), axis.at(before + value)
                tip = f"{part}: {shown.format(value)}"
                colour = COLOURS[parts.index(part)]
                canvas.bar(start, y, end - start, BAR - 4, colour, title=tip, radius=1)
                before += value
            canvas.text(axis.at(whole) + 8, y + 13, shown.format(whole), size=12)
            y += BAR
        y += GAP
    canvas.save(path)
