"""`laurels rebuild`: all entries made again from the journal."""

from pathlib import Path

from benchmarks.watch import watch

NAME = "rebuild"
EVENTS = 5  # for each player
LIMIT_SECONDS = 240


def measure(folder: Path) -> dict[str, float]:
    """Facts of one run of the command on a prepared data set."""
    shown = watch(["rebuild", "--data", str(folder)], LIMIT_SECONDS)
    return {
        "rebuild seconds": shown.seconds,
        "rebuild finished": float(shown.finished),
        "rebuild peak MB": shown.peak_bytes / 1e6,
    }
