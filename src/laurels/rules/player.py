"""Players: who scores. A person, a team, a car."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

PLAYER_ID = re.compile(r"[^\x00-\x1f\x7f-\x9f/\ud800-\udfff]{1,64}")
PLAYER_ID_RULE = "A player id has 1 to 64 characters, any but control characters and '/'."


def is_player_id(text: str) -> bool:
    """Whether a game may name a player so.

    >>> is_player_id("max verstappen 🏎"), is_player_id("a/b"), is_player_id("")
    (True, False, False)
    """
    return PLAYER_ID.fullmatch(text) is not None


class Card(NamedTuple):
    """What a page shows of a player."""

    number: int  # the stores' own short name
    id: str  # the game's name for the player
    display_name: str | None = None
    username: str | None = None
    avatar_url: str | None = None
    country: str | None = None


class Player(NamedTuple):
    """A player's whole profile."""

    card: Card
    attributes: Mapping[str, Any]
    created_at: int
    updated_at: int
