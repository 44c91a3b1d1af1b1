"""The one key of an entry: its season's id above, its player's number in the lower 32 bits."""

from laurels.rules.submission import EntryKey

PLAYERS = 2**32  # that a season has room for
PLAYER = f"id & {PLAYERS - 1}"  # in SQL: the player of an entry's id


def entry_id(season: int, player: int) -> int:
    """The id of a player's entry in a season.

    >>> entry_id(2, 7)
    8589934599
    """
    return season << 32 | player


def entry_key(id: int) -> EntryKey:
    """Season and player of an entry's id.

    >>> entry_key(entry_id(2, 7))
    (2, 7)
    """
    return id >> 32, id & PLAYERS - 1


def ids_of(season: int) -> tuple[int, int]:
    """The first id of a season, and the first after it.

    >>> [entry_key(id) for id in ids_of(2)]
    [(2, 0), (3, 0)]
    """
    return season << 32, season + 1 << 32


def sql_id(season: str, player: str) -> str:
    """The id of an entry in PostgreSQL's words, of two expressions.

    >>> sql_id("%s", "number")
    '(%s::bigint << 32 | number)'
    """
    return f"({season}::bigint << 32 | {player})"
