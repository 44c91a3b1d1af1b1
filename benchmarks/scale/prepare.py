"""Fill a PostgreSQL before servers start on it: the same players and scores as `benchmarks.prepare`
writes into SQLite, by statements of PostgreSQL's own. A test holds them against `laurels check`."""

import asyncio

import psycopg

from benchmarks.prepare import COUNTRIES, MIXER, STEP, make_boards
from laurels.settings import Settings

TABLES = (
    """
    INSERT INTO players (external_id, display_name, country, created_at, updated_at)
    SELECT 'player-' || lpad((n + 1)::text, 7, '0'), 'Player ' || n,
        substr(%(countries)s, n %% 24 * 2 + 1, 2), %(now)s, %(now)s
    FROM generate_series(0, %(players)s - 1) AS n
    """,
    """
    INSERT INTO events (sequence, leaderboard, player, kind, value_1, received_at)
    SELECT n + 1, %(board)s, n * %(step)s %% %(players)s + 1, 0,
        (((n * %(mixer)s) & 65535) * (((n * %(mixer)s) >> 16) & 65535)) >> 20, %(now)s
    FROM generate_series(0::bigint, %(players)s - 1) AS n
    """,
    """
    INSERT INTO entries (id, value_1, sequence, achieved_at, events)
    SELECT (%(season)s::bigint << 32) + player, value_1, sequence, received_at, 1
    FROM events ORDER BY player
    """,
    "UPDATE journal_head SET sequence = %(players)s, received_at = %(now)s, players = %(players)s",
    "INSERT INTO season_heads VALUES (%(season)s, %(players)s) "
    "ON CONFLICT (season) DO UPDATE SET sequence = excluded.sequence",
    "VACUUM ANALYZE",
    "CHECKPOINT",
)


def fill(settings: Settings, players: int) -> None:
    """A leaderboard of one window with a score of every player, each with a name and country. The
    database is migrated and empty; the index is not told."""
    now, (season,) = asyncio.run(make_boards(settings, ["one"]))
    given = {
        "board": season.leaderboard, "season": season.id, "players": players, "now": now,
        "countries": COUNTRIES, "step": STEP, "mixer": MIXER,
    }  # fmt: skip
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        for statement in TABLES:
            connection.execute(statement, given if "%(" in statement else None)  # type: ignore[arg-type]
