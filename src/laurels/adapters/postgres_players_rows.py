"""How a change of players is written, so that every process hears of it."""

from laurels.adapters.postgres_arrays import Int8Array
from laurels.adapters.postgres_rows import Statement

KEPT_CHANGES = 10_000  # versions; whoever knows only an older one forgets all cards
FORGET = (
    "UPDATE players SET external_id = NULL, display_name = NULL, username = NULL, "
    "avatar_url = NULL, country = NULL, attributes = NULL, updated_at = %s WHERE number = ANY(%s)"
)


def changed_players(numbers: Int8Array, created: int = 0) -> Statement:
    """A new version, in which these players have changed. The version's row is locked until the
    commit, so versions are seen in their order; every change begins with it."""
    return (
        "WITH head AS (UPDATE players_head SET version = version + 1, players = players + %s "
        "RETURNING version), old AS (DELETE FROM player_changes USING head "
        f"WHERE player_changes.version < head.version - {KEPT_CHANGES}) "
        "INSERT INTO player_changes SELECT version, number FROM head, unnest(%s) AS number",
        (created, numbers),
    )
