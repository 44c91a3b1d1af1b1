"""Fill a data set before its server starts: `python -m benchmarks.prepare FOLDER PLAYERS BOARDS`.

Leaderboards and seasons come from the product's own doors. The rows are then written by SQLite
itself, a table at a time: ten million players in a minute, where ten million submissions take
a quarter of an hour. `tests/benchmarks` holds what comes out against `laurels check`.

A process of its own, so that the load generator's stays small.
"""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path

from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Season, Window
from laurels.settings import Settings
from laurels.wiring import embedded

WINDOWS = (
    Window("all-time"),
    Window("monthly"),
    Window("weekly"),
    Window("daily"),
    Window("yearly", cron="0 0 1 1 *"),
)
NAMES = ("one", "two", "three", "four", "five")
# The sum moves an entry with every score; the best would leave most where they are.
BOARDS = {
    name: Leaderboard(name, f"Windows: {count}", operator=Operator.SUM, windows=WINDOWS[:count])
    for count, name in enumerate(NAMES, 1)
}
COUNTRIES = "USBRINCNJPDEFRTRMXNGKRPLIDGBESVNEGPHITCAUAFIZAAR"
# A step that shares no factor with the number of players meets each once, all over the board.
STEP, MIXER = 7_368_787, 2_654_435_761


def fill(settings: Settings, players: int, names: Sequence[str], rounds: int = 1) -> None:
    """Leaderboards with `rounds` scores of every player, and a name and country for each."""
    now, seasons = asyncio.run(make_boards(settings, names))
    connection = sqlite3.connect(settings.database, isolation_level=None)
    # Nothing is served yet: a kill here loses a data set that is made again.
    for pragma in ("synchronous=OFF", "cache_size=-1000000", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN")
    connection.execute(_PLAYERS, {"players": players, "now": now, "countries": COUNTRIES})
    for board in {season.leaderboard: None for season in seasons}:
        given = {"board": board, "players": players, "events": rounds * players, "now": now}
        connection.execute(_EVENTS, given | {"step": STEP, "mixer": MIXER})
    for season in seasons:
        entries = _ENTRIES if rounds > 1 else _SINGLE_ENTRIES
        connection.execute(entries, {"season": season.id, "board": season.leaderboard})
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def make_boards(settings: Settings, names: Sequence[str]) -> tuple[int, list[Season]]:
    """The leaderboards, and their seasons as the first score would make them."""
    seasons = []
    async with embedded(settings) as laurels:
        now = laurels.clock()
        for name in names:
            board = await laurels.manage_leaderboards.create(BOARDS[name])
            seasons += await laurels.seasons.for_writing(board, now)
    return now, seasons


_NUMBERS = "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT {})"
_PLAYERS = f"""
    {_NUMBERS.format(":players")}
    INSERT INTO players (number, external_id, display_name, country, created_at, updated_at)
    SELECT n + 1, printf('player-%07d', n + 1), 'Player ' || n,
        substr(:countries, n % 24 * 2 + 1, 2), :now, :now
    FROM numbers
"""
# Scores from 0 to 4095, low ones most.
_EVENTS = f"""
    {_NUMBERS.format(":events")}
    INSERT INTO events (leaderboard, player, kind, value_1, received_at)
    SELECT :board, n * :step % :players + 1, 0,
        ((n * :mixer & 65535) * (n * :mixer >> 16 & 65535)) >> 20, :now
    FROM numbers
"""
_ENTRY = "INSERT INTO entries (id, value_1, sequence, achieved_at, events) "
_SINGLE_ENTRIES = f"""
    {_ENTRY} SELECT :season << 32 | player, value_1, sequence, received_at, 1
    FROM events WHERE leaderboard = :board ORDER BY player
"""
# A score of 0 leaves an entry where it is, so the last event of a player may not be its own.
_ENTRIES = f"""
    {_ENTRY} SELECT :season << 32 | player, sum(value_1),
        coalesce(max(sequence) FILTER (WHERE value_1), min(sequence)), max(received_at), count(*)
    FROM events WHERE leaderboard = :board GROUP BY player ORDER BY player
"""


def main() -> None:
    """As the command line says."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
    django.setup()
    from laurels.backoffice.prepare import prepare

    folder, players, names, *rounds = sys.argv[1:]
    settings = Settings(data=str(Path(folder)))
    prepare(settings)
    fill(settings, int(players), names.split(","), *map(int, rounds))


if __name__ == "__main__":
    main()
