"""Players as rows of the table, the same in every SQL store."""

from collections.abc import Sequence
from typing import Any

import msgspec

from laurels.rules.player import Card, Player

COLUMNS = (
    "number, external_id, display_name, username, avatar_url, country, "
    "attributes, created_at, updated_at"
)
SAVED = (
    "(external_id, display_name, username, avatar_url, country, attributes, created_at, updated_at)"
)
ON_CONFLICT = (
    "ON CONFLICT (external_id) DO UPDATE SET "
    "display_name = excluded.display_name, username = excluded.username, "
    "avatar_url = excluded.avatar_url, country = excluded.country, "
    "attributes = excluded.attributes, updated_at = excluded.updated_at"
)


def row_of(player: Player) -> tuple[Any, ...]:
    """The values of SAVED."""
    attributes = msgspec.json.encode(player.attributes).decode()
    return (*player.card[1:], attributes, player.created_at, player.updated_at)


def player_of(row: Sequence[Any]) -> Player:
    """The player of a row of COLUMNS."""
    return Player(Card(*row[:6]), msgspec.json.decode(row[6] or "{}"), row[7], row[8])
