"""The players and what is known of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from laurels.rules.player import Card, Player
from laurels.rules.rank import RankedEntry


class Players(Protocol):
    """Cards are read for every page and come from memory or a cache; profiles from the store."""

    @property
    def version(self) -> int:
        """Changes whenever a card that could be on a page does."""
        ...

    @property
    def count(self) -> int:
        """How many there are. O(1)."""
        ...

    async def load(self) -> None:
        """Take into memory what is kept there. Once, before anything else. At most O(players)."""
        ...

    async def find(self, ids: Sequence[str]) -> list[Card | None]:
        """The cards of players by the game's ids. O(1) each."""
        ...

    async def numbers(self, ids: Collection[str]) -> dict[str, int]:
        """The numbers of those players that are known, by the game's ids. O(1) each."""
        ...

    async def cards(self, numbers: Sequence[int]) -> list[Card]:
        """The cards of players by number, which must exist or have existed. O(1) each."""
        ...

    async def cards_of(self, ranked: Sequence[RankedEntry]) -> Sequence[Card]:
        """The cards of the entries' players, one each; they may be looked up only when they
        are looked at, so look before anything else is awaited. O(1) each."""
        ...

    async def learn(self, numbers: Mapping[str, int]) -> None:
        """Take note of players that the journal has created."""
        ...

    async def profile(self, id: str) -> Player | None:
        """A whole profile."""
        ...

    async def save(self, player: Player) -> Player:
        """Keep a profile, new (number 0) or changed; it comes back as kept."""
        ...

    async def save_many(self, players: Sequence[Player]) -> None:
        """Keep many profiles as `save` does, each player once. One statement."""
        ...

    async def erase(self, id: str, at: int) -> None:
        """Forget who a player is. The number stays, for the journal's events."""
        ...

    async def search(self, text: str, after: str, limit: int) -> list[Player]:
        """Profiles whose id, user name or display name contains `text`, without regard to
        case, by id, from the first id after `after`. O(players)."""
        ...
