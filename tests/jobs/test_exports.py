"""Exports that were interrupted, and those that cannot be deleted."""

import os
from pathlib import Path

import pytest

from laurels.jobs.export import LEFT_SECONDS, export
from laurels.jobs.forget import EXPORT_DAYS, forget
from laurels.ports.job_runs import Outcome
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.wiring import Laurels
from tests.usecases.running import DAY, Clock

ARGUMENT = {"leaderboard": "race", "what": "events", "format": "csv"}


def left(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.glob("*export-*"))


async def ended_export(laurels: Laurels) -> int:
    run = await laurels.runs.ask("export", ARGUMENT)
    assert run is not None
    claim = await laurels.runs.claim(run, alone=False)
    assert claim is not None
    await laurels.runs.end(claim, Outcome("1 events."), kept=None)
    return run


async def test_a_run_that_is_made_again_removes_what_the_first_has_left(laurels: Laurels) -> None:
    await laurels.manage_leaderboards.create(Leaderboard("race", "Race"))
    await laurels.profile.behind.settle()  # type: ignore[attr-defined]
    folder = Path(laurels.settings.data)
    for name in ("unfinished-export-7-1.gz", "unfinished-export-7-1.gz.partial"):
        (folder / name).touch()

    await export(laurels.settings, 7, ARGUMENT)

    assert left(folder) == []
    assert left(folder / "exports") == ["export-7"]
    assert (folder / "exports").stat().st_mode & 0o777 == 0o700
    assert (folder / "exports" / "export-7").stat().st_mode & 0o777 == 0o600


async def test_what_nobody_makes_again_goes_after_a_day(laurels: Laurels) -> None:
    folder = Path(laurels.settings.data)
    for run, age in ((7, LEFT_SECONDS + 60), (8, 0)):
        file = folder / f"unfinished-export-{run}-1.gz"
        file.touch()
        at = file.stat().st_mtime - age
        os.utime(file, (at, at))

    await forget(laurels)

    assert left(folder) == ["unfinished-export-8-1.gz"]


async def test_one_export_that_cannot_be_deleted_keeps_no_other(
    laurels: Laurels, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [await ended_export(laurels) for _ in range(3)]
    remove = laurels.exports.remove

    async def refuse(run: int) -> None:
        if run == runs[0]:
            raise Unavailable("It took too long.")
        await remove(run)

    monkeypatch.setattr(laurels.exports, "remove", refuse)
    now, _ = await laurels.runs.asked()
    clock.now = now + (EXPORT_DAYS + 1) * DAY

    with pytest.raises(Unavailable, match="took too long"):
        await forget(laurels)

    assert await laurels.runs.ended_before("export", clock.now) == runs[:1]
