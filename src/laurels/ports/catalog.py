"""The catalog: leaderboards, their seasons, and API keys."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season, Span


class ApiKey(NamedTuple):
    """A key that a game or a person authenticates with; only its SHA-256 is kept."""

    prefix: str  # the readable first part, which names the key in lists
    name: str
    scopes: frozenset[str]
    created_at: int
    revoked_at: int | None = None


class Catalog(Protocol):
    """Definitions. Small, read on every request, written seldom; reads are from memory."""

    @property
    def version(self) -> int:
        """Changes whenever a leaderboard does."""
        ...

    async def refresh(self) -> None:
        """Take over what other processes have changed, where there are such: one look. It is
        done every second as well."""
        ...

    def leaderboard(self, id: str) -> Leaderboard | None:
        """The leaderboard of that id. O(1)."""
        ...

    def leaderboards(self) -> Sequence[Leaderboard]:
        """All leaderboards, oldest first."""
        ...

    async def add_leaderboard(self, leaderboard: Leaderboard) -> Leaderboard:
        """Keep a new leaderboard; it comes back with its number. Conflict if the id is taken."""
        ...

    async def update_leaderboard(self, leaderboard: Leaderboard) -> None:
        """Replace the definition of the leaderboard with the same number.

        DefinitionStays where what entries are made of changes, and another process has brought
        the first event meanwhile.
        """
        ...

    async def delete_leaderboard(self, leaderboard: Leaderboard, at: int) -> None:
        """Take a leaderboard out of sight; its events stay in the journal."""
        ...

    async def has_events(self, leaderboard: int) -> bool:
        """Whether any event that changed an entry of that leaderboard's number is in the
        journal."""
        ...

    def seasons(self, leaderboard: int, window: str | None = None) -> Sequence[Season]:
        """The kept seasons of a leaderboard, or of one of its windows, in order of number.
        O(seasons)."""
        ...

    def newest_seasons(
        self, leaderboard: int, window: str, limit: int, before: int | None = None
    ) -> Sequence[Season]:
        """Kept seasons of a window, newest first: those with numbers below `before`.

        O(log seasons + limit).
        """
        ...

    def last_season(self, leaderboard: int, window: str, instant: int) -> Season | None:
        """The last kept season of a window that has begun by an instant. O(log seasons)."""
        ...

    async def add_season(self, leaderboard: int, window: str, span: Span) -> Season:
        """Keep a season, or return it where it is kept already."""
        ...

    def season(self, leaderboard: int, window: str, number: int) -> Season | None:
        """One kept season. O(log seasons)."""
        ...

    def season_by_id(self, id: int) -> Season:
        """One kept season, by the stores' own id, which must be one's. O(1)."""
        ...

    async def add_key(self, key: ApiKey, digest: bytes) -> None:
        """Keep a new key by the digest of its secret."""
        ...

    async def find_key(self, digest: bytes) -> ApiKey | None:
        """The key of that digest, revoked or not. May be two seconds old."""
        ...

    async def keys(self) -> list[ApiKey]:
        """All keys, oldest first."""
        ...

    async def revoke_key(self, prefix: str, at: int) -> bool:
        """Revoke a key; False when no unrevoked key has that prefix."""
        ...
