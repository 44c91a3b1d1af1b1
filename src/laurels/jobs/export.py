"""Write a leaderboard's events or entries to a file, for somebody who has asked."""

import os
import time
from contextlib import suppress
from pathlib import Path

from laurels.data_sets import export_files, row_target, snapshot
from laurels.ports.job_runs import Facts, Outcome
from laurels.profiles import new_index
from laurels.settings import Settings
from laurels.usecases.export_rows import prepare_export

LEFT_SECONDS = 86_400  # many times as long as an export may take


async def export(settings: Settings, run: int, argument: Facts) -> Outcome:
    """As `laurels export`, packed. The argument names `leaderboard`, `what` (events or entries)
    and `format`, and for entries a `window` and a `season`, where they are not the first and the
    newest. O(events), or O(entries * log entries)."""
    folder = Path(settings.data)
    folder.mkdir(parents=True, exist_ok=True)
    remove_leftovers(folder, run)
    file = folder / f"unfinished-export-{run}-{os.getpid()}.gz"
    file.touch(0o600)
    try:
        rows, called = await _write(settings, file, **argument)
        size = file.stat().st_size
        async with export_files(settings) as exports:
            await exports.keep(run, file)
    finally:
        file.unlink(missing_ok=True)
    facts = {"rows": rows, "bytes": size, "name": called}
    return Outcome(f"{rows:,} {argument['what']}, {size / 1e6:,.1f} MB packed.", facts)


def remove_leftovers(folder: Path, run: int | None = None) -> None:
    """Delete what exports that were interrupted have left in a data folder: of one run, which is
    made again; of all after a day."""
    old = time.time() - LEFT_SECONDS
    for file in folder.glob("unfinished-export-*"):
        with suppress(OSError):
            if file.name.startswith(f"unfinished-export-{run}-") or file.stat().st_mtime < old:
                file.unlink()


async def _write(
    settings: Settings,
    file: Path,
    leaderboard: str,
    what: str,
    format: str,
    window: str | None = None,
    season: int | None = None,
) -> tuple[int, str]:
    """How many rows there are, and how the file is to be called."""
    count = 0
    async with snapshot(settings) as data:
        stores = (data.catalog, data.journal, data.players, new_index(settings.pure))
        taken = prepare_export(*stores, leaderboard, what, window, season)
        await data.players.load()
        with row_target(file, format, taken.header, taken.numbers) as write:
            async for part in taken.rows:
                write(part)
                count += len(part)
    return count, f"{'-'.join(taken.names)}.{format}.gz"
