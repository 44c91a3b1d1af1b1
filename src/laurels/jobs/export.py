"""Write a leaderboard's events or entries to a file, for somebody who has asked."""

import os
import tempfile
from pathlib import Path
from typing import Any

from laurels.data_sets import export_files, row_target, snapshot
from laurels.ports.job_runs import Facts, Outcome
from laurels.profiles import new_index
from laurels.settings import Settings
from laurels.usecases.export_rows import (
    entry_header,
    entry_rows,
    event_header,
    event_rows,
    find_board,
    find_kept_season,
    score_headers,
)


async def export(settings: Settings, run: int, argument: Facts) -> Outcome:
    """As `laurels export`, packed. The argument names `leaderboard`, `what` (events or entries)
    and `format`, and for entries a `window` and a `season`, where they are not the first and the
    newest. O(events), or O(entries * log entries)."""
    Path(settings.data).mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix="export-", suffix=".gz", dir=settings.data)
    os.close(handle)
    file = Path(name)
    try:
        rows, called = await _write(settings, file, **argument)
        size = file.stat().st_size
        async with export_files(settings) as exports:
            await exports.keep(run, file)
    finally:
        file.unlink(missing_ok=True)
    facts = {"rows": rows, "bytes": size, "name": called}
    return Outcome(f"{rows:,} {argument['what']}, {size / 1e6:,.1f} MB packed.", facts)


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
    count, parts = 0, [leaderboard, what]
    async with snapshot(settings) as data:
        board = find_board(data.catalog, leaderboard)
        await data.players.load()
        rows: Any
        if what == "events":
            header, rows = event_header(board), event_rows(board, data.journal, data.players)
        else:
            chosen = find_kept_season(data.catalog, board, window, season)
            parts += [chosen.window, str(chosen.number)]
            index = new_index(settings.pure)
            header = entry_header(board)
            rows = entry_rows(board, chosen, data.journal, data.players, index)
        numbers = list(score_headers(board).values())
        with row_target(file, format, header, numbers) as write:
            async for part in rows:
                write(part)
                count += len(part)
    return count, f"{'-'.join(parts)}.{format}.gz"
