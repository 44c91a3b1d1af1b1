"""Who leads, where someone stands, and who is around them."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from laurels.ports.catalog import Catalog
from laurels.ports.players import Players
from laurels.ports.ranking_index import Distribution, RankReads
from laurels.rules.errors import EntryNotFound, PlayerNotFound
from laurels.rules.leaderboard import Leaderboard, RankMethod
from laurels.rules.player import Card
from laurels.rules.rank import RankedEntry
from laurels.rules.season import Season
from laurels.usecases.seasons import Seasons

HISTOGRAM_BUCKETS = 20


class Row(NamedTuple):
    """An entry with its place and its player."""

    ranked: RankedEntry
    card: Card


class Page(NamedTuple):
    """Entries next to each other in board order, and their players' cards.

    Both can be blocks of a compiled structure, which make an object only for an item that is
    looked at: what writes pages goes over them without one.
    """

    season: Season
    total: int
    ranked: Sequence[RankedEntry]
    cards: Sequence[Card]

    @property
    def rows(self) -> list[Row]:
        """Each entry with its card. O(rows), so ask once."""
        return [Row(*pair) for pair in zip(self.ranked, self.cards, strict=True)]


class SeasonSummary(NamedTuple):
    """A season and how many entries it has."""

    season: Season
    total: int
    open: bool


class ReadRanks:
    """Reads from the ranking index; nothing here writes.

    Where `needs_index` is false, `index` also answers for seasons that are not loaded.
    """

    def __init__(
        self,
        catalog: Catalog,
        players: Players,
        index: RankReads,
        seasons: Seasons,
        clock: Callable[[], int],
        *,
        needs_index: bool = True,
    ) -> None:
        self._catalog = catalog
        self._players = players
        self._index = index
        self._seasons = seasons
        self._clock = clock
        self._needs_index = needs_index

    async def season(
        self, leaderboard: Leaderboard, window: str | None = None, number: int | None = None
    ) -> Season:
        """The season that a reader means: the open one unless a number is given."""
        return await self._seasons.for_reading(
            leaderboard, window, number, self._clock(), needs_index=self._needs_index
        )

    async def version(self, season: Season) -> str:
        """A text that is another whenever anything on a page of the season could be."""
        shown = f"{self._catalog.version}.{self._players.version}"  # before anything is waited for
        moved = await self._index.version(season.id) if season.id else 0
        return f"{season.window}.{season.number}.{moved}.{shown}"

    async def page(self, season: Season, offset: int, limit: int) -> Page:
        """Entries from a position on."""
        return await self._page(
            season, await self._index.page(season.id, offset, limit) if season.id else ()
        )

    async def page_after(
        self, leaderboard: Leaderboard, season: Season, key: bytes, limit: int
    ) -> Page:
        """The entries that follow an order key, wherever the entry that had it is now."""
        if not season.id:
            return Page(season, 0, (), ())
        past = (int.from_bytes(key, "big") + 1).to_bytes(len(key) + 1, "big")[-len(key) :]
        near = await self._index.around_key(season.id, past, 0, limit)
        before = _before(leaderboard, near, past)
        return await self._page(season, near[before:] if before else near)

    async def page_before(
        self, leaderboard: Leaderboard, season: Season, key: bytes, limit: int
    ) -> Page:
        """The entries that come before an order key."""
        if not season.id:
            return Page(season, 0, (), ())
        near = await self._index.around_key(season.id, key, limit, 0)
        before = _before(leaderboard, near, key)
        return await self._page(season, near if before == len(near) else near[:before])

    async def entry(self, leaderboard: Leaderboard, season: Season, player: str) -> Row:
        """A player's entry. PlayerNotFound or EntryNotFound where there is none."""
        card = await self._card(player)
        ranked = await self._index.entry(season.id, card.number) if season.id else None
        if ranked is None:
            raise EntryNotFound(player, leaderboard.id)
        return Row(ranked, card)

    async def around(
        self, leaderboard: Leaderboard, season: Season, player: str, span: int
    ) -> Page:
        """A player's entry with those above and below."""
        card = await self._card(player)
        rows = await self._index.around(season.id, card.number, span) if season.id else []
        if not rows:
            raise EntryNotFound(player, leaderboard.id)
        return await self._page(season, rows)

    async def around_score(
        self, leaderboard: Leaderboard, season: Season, values: Sequence[int], span: int
    ) -> Page:
        """The entries above and below where a new score would stand: behind its equals."""
        if not season.id:
            return Page(season, 0, (), ())
        key = leaderboard.order_key.pack(values, 2**64 - 1)
        return await self._page(season, await self._index.around_key(season.id, key, span, span))

    async def rank_of_score(
        self, leaderboard: Leaderboard, season: Season, values: Sequence[int]
    ) -> int:
        """The rank that a new score would have."""
        if not season.id:
            return 1
        key = leaderboard.order_key.pack(values, 2**64 - 1)
        near = await self._index.around_key(season.id, key, 1, 1)
        before = _before(leaderboard, near, key)
        if not before:
            return 1
        above = near[before - 1]
        if leaderboard.rank_method is not RankMethod.ORDINAL:
            if above.entry.values == tuple(values):
                return above.rank
            if leaderboard.rank_method is RankMethod.DENSE:
                return above.rank + 1
        return above.position + 2

    async def query(self, season: Season, players: Sequence[str]) -> tuple[list[Row], list[str]]:
        """The entries of some players in board order, and the ids that have none."""
        ids = list(dict.fromkeys(players))
        cards = {card.number: card for card in await self._players.find(ids) if card is not None}
        found = await self._index.entries(season.id, list(cards)) if season.id and cards else []
        rows = [Row(ranked, cards[ranked.player]) for ranked in found if ranked is not None]
        rows.sort(key=lambda row: row.ranked.position)
        present = {row.card.id for row in rows}
        return rows, [id for id in ids if id not in present]

    async def rows(self, season: Season, numbers: Sequence[int]) -> list[Row]:
        """The entries of players by the stores' numbers, in that order, without those who have
        none. O(log n) each."""
        found = await self._index.entries(season.id, numbers)
        ranked = [entry for entry in found if entry is not None]
        cards = await self._players.cards([entry.player for entry in ranked])
        return [Row(*pair) for pair in zip(ranked, cards, strict=True)]

    async def distribution(self, season: Season) -> Distribution | None:
        """How scores are spread; None where nobody has one."""
        if not season.id:
            return None
        return await self._index.distribution(season.id, HISTOGRAM_BUCKETS)

    async def total(self, season: Season) -> int:
        """How many entries a season has."""
        return await self._index.total(season.id) if season.id else 0

    async def seasons(
        self,
        leaderboard: Leaderboard,
        window: str | None,
        limit: int = 100,
        before: int | None = None,
    ) -> list[SeasonSummary]:
        """The seasons of a window, newest first, the open one among them: those with numbers
        below `before`. O(limit), and the entries of closed ones that nobody has asked for yet.
        """
        now = self._clock()
        current = await self._seasons.for_reading(
            leaderboard, window, None, now, needs_index=self._needs_index
        )
        name = current.window
        kept = self._catalog.newest_seasons(leaderboard.number, name, limit, before)
        totals = await self._seasons.totals(kept, now, self._index)
        found = [SeasonSummary(season, totals[season.id], season.is_open(now)) for season in kept]
        if not current.id and (before is None or current.number < before):
            found.append(SeasonSummary(current, 0, current.is_open(now)))
            found.sort(key=lambda summary: -summary.season.number)
        return found[:limit]

    async def entries_of(self, player: str) -> list[tuple[Leaderboard, Season, Row]]:
        """A player's entries in the open seasons of all leaderboards. O(seasons * log n)."""
        card = await self._card(player)
        found = []
        for leaderboard in self._catalog.leaderboards():
            for window in leaderboard.windows:
                season = await self.season(leaderboard, window.name)
                ranked = await self._index.entry(season.id, card.number) if season.id else None
                if ranked is not None:
                    found.append((leaderboard, season, Row(ranked, card)))
        return found

    async def _card(self, player: str) -> Card:
        (card,) = await self._players.find([player])
        if card is None:
            raise PlayerNotFound(player)
        return card

    async def _page(self, season: Season, ranked: Sequence[RankedEntry]) -> Page:
        total = ranked[0].total if ranked else await self.total(season)
        return Page(season, total, ranked, await self._players.cards_of(ranked))


def _before(leaderboard: Leaderboard, rows: Sequence[RankedEntry], key: bytes) -> int:
    """How many of some rows have a smaller order key. Looks at O(log rows) of them."""
    pack = leaderboard.order_key.pack
    return bisect_left(rows, key, key=lambda row: pack(row.entry.values, row.entry.sequence))
