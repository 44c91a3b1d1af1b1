"""`laurels populate`: made-up players and scores through the ordinary door."""

from pathlib import Path

from benchmarks.watch import watch

NAME = "populate"
EVENTS = 5  # for each player
LIMIT_SECONDS = 240


def measure(folder: Path, players: int) -> dict[str, float]:
    """Facts of one run of the command."""
    size = ["--players", str(players), "--events", str(EVENTS * players)]
    shown = watch(["populate", *size, "--data", str(folder)], LIMIT_SECONDS)
    return {
        "populate seconds": shown.seconds,
        "populate finished": float(shown.finished),
        "populate peak MB": shown.peak_bytes / 1e6,
        "populate growth in the second half": shown.growth,
    }
