"""Start, restart and crash a Laurels in this process; and say scores shortly."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from laurels.rules.instant import from_datetime
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.usecases.submit_scores import Receipt, Result
from laurels.wiring import Laurels
from tests.databases import crashed_copy

MONDAY = from_datetime(datetime(2026, 11, 16, 12, tzinfo=UTC))
HOUR = 3_600_000_000
DAY = 24 * HOUR


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> int:
        return self.now


async def start(data: Path, clock: Clock, **settings: Any) -> Laurels:
    """A loaded Laurels on a migrated data set."""
    return await _loaded(Settings(data=str(data), **settings), clock)


async def restart(laurels: Laurels) -> Laurels:
    """Close it, and start another on the same data."""
    await laurels.close()
    return await _loaded(laurels.settings, laurels.clock)


async def crash(laurels: Laurels, folder: Path, **settings: Any) -> Laurels:
    """What starts where the process was killed at this instant. The old one lives on."""
    crashed_copy(laurels.settings.database, folder)
    changed = msgspec.structs.replace(laurels.settings, data=str(folder), **settings)
    return await _loaded(changed, laurels.clock)


async def _loaded(settings: Settings, clock: Callable[[], int]) -> Laurels:
    laurels = Laurels(settings, clock)
    await laurels.load()
    return laurels


def score(
    board: Leaderboard, player: str, *values: int, id: str | None = None, **fields: Any
) -> Submission:
    """A submission."""
    return Submission(board, player, values, id, **fields)


async def submit(laurels: Laurels, submission: Submission, **options: Any) -> Receipt:
    """Submit one score that has to be taken."""
    (result,) = await laurels.submit_scores.submit(submission.leaderboard, [submission], **options)
    assert isinstance(result, Receipt), result
    return result


def receipts(results: Sequence[Result]) -> list[Receipt]:
    """Results that all have to be receipts."""
    assert all(isinstance(result, Receipt) for result in results), results
    return [result for result in results if isinstance(result, Receipt)]
