"""Scores as people read them, in English: what the web app says is the reader's own business."""

from laurels.rules.leaderboard import Leaderboard
from laurels.rules.score import score_number

TIMES = {"s", "seconds", "time"}
DISTANCES = {"m", "km", "mi", "ft", "cm"}


def score_text(leaderboard: Leaderboard, value: int, group: str = ",") -> str:
    """A scaled value of the first column, in the unit that the leaderboard's metadata name.

    >>> from laurels.rules.leaderboard import Column
    >>> lap = Leaderboard("lap", "Lap", (Column(decimals=3),), metadata={"unit": "s"})
    >>> score_text(lap, 83_456), score_text(Leaderboard("a", "A"), -1_234_567)
    ('1:23.456', '-1,234,567')
    """
    decimals, unit = leaderboard.columns[0].decimals, _unit(leaderboard)
    if unit in TIMES or (unit == "ms" and not decimals):
        return _clock(value, decimals or 3 * (unit == "ms"))
    text = f"{score_number(value, decimals):,f}" if decimals else f"{value:,}"
    text = text.replace(",", group)
    if unit in DISTANCES:
        return f"{text} {unit}"
    return f"{text} %" if unit in ("%", "percent") else text


def _unit(leaderboard: Leaderboard) -> str:
    unit = leaderboard.metadata.get("unit")
    if isinstance(unit, dict):
        unit = unit.get(leaderboard.columns[0].name)
    return unit if isinstance(unit, str) else ""


def _clock(value: int, decimals: int) -> str:
    seconds, part = divmod(abs(value), 10**decimals)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    sign, fraction = "-" if value < 0 else "", f".{part:0{decimals}}" if decimals else ""
    if hours:
        return f"{sign}{hours}:{minutes:02}:{seconds:02}{fraction}"
    return f"{sign}{minutes}:{seconds:02}{fraction}" if minutes else f"{sign}{seconds}{fraction}"
