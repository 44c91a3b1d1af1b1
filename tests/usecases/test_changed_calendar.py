"""New rules of a time zone move seasons to come, never those in which scores were counted."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from laurels.adapters.sqlite_upkeep import SqliteUpkeep
from laurels.rules import season as rules
from laurels.rules.entry import from_row
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Window
from laurels.usecases.fold_journal import fold_journal
from laurels.wiring import Laurels
from tests.usecases.running import DAY, HOUR, MONDAY, Clock, restart, score, submit

MADRID = "Europe/Madrid"  # noon is at 11:00 UTC in November
NOON = Leaderboard("noon", "Noon", windows=(Window("noon", "0 12 * * *", MADRID),))
EARLIER, LATER = "Etc/GMT-2", "Etc/GMT"  # noon is at 10:00 and 12:00 UTC

Move = Callable[[str], None]


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Let Madrid have the time of another zone."""

    def moved(zone: str) -> None:
        monkeypatch.setattr(rules, "ZoneInfo", {MADRID: ZoneInfo(zone)}.__getitem__)
        rules._cron_span.cache_clear()

    yield moved
    monkeypatch.undo()
    rules._cron_span.cache_clear()


async def play(laurels: Laurels, clock: Clock) -> Leaderboard:
    """Two scores in the season that ends on Tuesday at 11:00 UTC, one in the next."""
    board = await laurels.manage_leaderboards.create(NOON)
    for player, hours in (("ana", 0), ("bo", 22.5), ("cem", 23.5)):
        clock.now = MONDAY + int(hours * HOUR)
        await submit(laurels, score(board, player, 1))
    return board


@pytest.mark.parametrize("zone", [EARLIER, LATER])
async def test_events_fold_into_the_seasons_that_they_were_counted_in(
    laurels: Laurels, clock: Clock, move: Move, zone: str
) -> None:
    board = await play(laurels, clock)
    move(zone)

    upkeep = SqliteUpkeep(laurels.profile.database, laurels.profile.behind)
    fold = await fold_journal(upkeep, laurels.catalog, [board], lambda _: None)

    assert not fold.missing
    for season in laurels.catalog.seasons(board.number):
        parts = laurels.journal.entries(season.id)
        kept = [from_row(row) async for part in parts for row in part]
        assert fold.entries[season.id] == dict(kept)


@pytest.mark.parametrize(
    ("zone", "hours", "starts"),
    [
        (EARLIER, 46.5, ["16T11", "17T11"]),
        (EARLIER, 47, ["16T11", "17T11", "18T11"]),  # until 10:00 on the 19th
        (EARLIER, 70, ["16T11", "17T11", "19T10"]),
        (LATER, 47.5, ["16T11", "17T11", "18T11"]),  # until 12:00
        (LATER, 48, ["16T11", "17T11", "18T12"]),
    ],
)
async def test_seasons_go_on_where_the_last_that_is_kept_ends(
    laurels: Laurels, clock: Clock, move: Move, zone: str, hours: float, starts: list[str]
) -> None:
    board = await play(laurels, clock)
    move(zone)
    laurels = await restart(laurels)

    clock.now = MONDAY + int(hours * HOUR)
    await submit(laurels, score(board, "dee", 1))

    kept = laurels.catalog.seasons(board.number)
    assert [to_text(season.starts_at)[8:13] for season in kept] == starts
    assert kept[-1].is_open(clock.now)
    assert kept[-1] == await laurels.read_ranks.season(board)
    await laurels.close()


async def test_numbers_go_on_by_one(laurels: Laurels, clock: Clock, move: Move) -> None:
    board = await play(laurels, clock)
    move(LATER)
    laurels = await restart(laurels)

    for _ in range(40):
        clock.now += HOUR * 6
        await submit(laurels, score(board, "dee", 1))

    kept = laurels.catalog.seasons(board.number)
    assert [season.number for season in kept] == list(range(1, 13))
    for season, following in pairwise(kept):
        assert season.ends_at == following.starts_at
    assert kept[-1].starts_at - kept[3].starts_at == 8 * DAY
    await laurels.close()
