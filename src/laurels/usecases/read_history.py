"""What has happened: a season's events one by one, and how a player's entry came about."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from laurels.ports.history import EventSpan, Extent, History
from laurels.ports.players import Players
from laurels.rules.entry import Entry, apply_score
from laurels.rules.errors import PlayerNotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card
from laurels.rules.season import Season
from laurels.rules.submission import Event, Kind
from laurels.usecases.read_ranks import ReadRanks

T = TypeVar("T")
PART = 1000  # events of a player that are read together
MOST_EXTENTS = 1024  # seasons whose extent is known already
MOST_TOLD, MOST_POINTS = 64, 1000  # histories that are known, and points of one: 26 MB at most
ENDS = 2**63 - 1  # no sequence, and no instant, is as large


class EventsAsked(NamedTuple):
    """Which events of a season: those after a sequence, or the newest before one."""

    limit: int
    after: int = 0
    before: int = ENDS
    newest: bool = False
    player: str | None = None


class EventPage(NamedTuple):
    """Events with their players' cards, and what all of the season's come to. `next` is the
    sequence after (or before) which more may be found."""

    extent: Extent
    events: list[tuple[Event, Card]]
    next: int | None


class Point(NamedTuple):
    """A score of a player, and what its first column had come to with it."""

    at: int
    values: tuple[int, ...]
    standing: int


class _Told(NamedTuple):
    """A player's history as far as the journal was `read`, and the entry that it came to."""

    read: int = 0
    standing: Entry | None = None
    points: tuple[Point, ...] = ()  # of every so many scores one, and the last score
    every: int = 1
    scores: int = 0  # of these, since the entry began


class ReadHistory:
    """Reads from the journal; nothing here writes, and no score waits for it."""

    def __init__(self, history: History, players: Players, read_ranks: ReadRanks) -> None:
        self._history = history
        self._players = players
        self._read_ranks = read_ranks
        self._extents: OrderedDict[int, Extent] = OrderedDict()  # by season, last asked last
        self._told: OrderedDict[tuple[int, int], _Told] = OrderedDict()  # by season and player
        self._telling = asyncio.Lock()  # one history at a time: it can be a long walk
        self._measuring = asyncio.Lock()  # what one request measures, the next one knows

    async def events(self, season: Season, asked: EventsAsked) -> EventPage:
        """Events of a season, but for those of erased players. PlayerNotFound for one that does
        not exist.

        O(limit) where the leaderboard's events lie close to each other, as the newest mostly do;
        else what lies between is looked at, up to a bounded number a call.
        """
        number = None if asked.player is None else (await self._card(asked.player)).number
        extent = await self._extent(season)
        if extent.first is None or extent.last is None:
            return EventPage(extent, [], None)
        found = await self._history.find(
            _span(season),
            max(asked.after, extent.first - 1),
            min(asked.before, extent.last + 1),
            asked.limit,
            player=number,
            newest=asked.newest,
        )
        cards = await self._players.cards([event.player for event in found.events])
        shown = [pair for pair in zip(found.events, cards, strict=True) if pair[1].id]
        end = extent.first if asked.newest else extent.last
        return EventPage(extent, shown, None if found.reached == end else found.reached)

    async def points(
        self, leaderboard: Leaderboard, season: Season, player: str, limit: int
    ) -> list[Point]:
        """A player's scores since the entry began, oldest first: at most `limit`, thinned
        evenly, the last one always among them. PlayerNotFound or EntryNotFound without entry.

        O(events of the season, of all leaderboards), or those since it was asked for last.
        """
        number = (await self._read_ranks.entry(leaderboard, season, player)).card.number
        extent, key = await self._extent(season), (season.id, number)
        async with self._telling:
            known = self._told.get(key, _Told())
            told = await self._follow(leaderboard, season, number, extent, known)
            self._told[key] = told
            self._told.move_to_end(key)
            if len(self._told) > MOST_TOLD:
                self._told.popitem(last=False)
        return thinned(told.points, limit)

    async def _follow(
        self, leaderboard: Leaderboard, season: Season, player: int, extent: Extent, told: _Told
    ) -> _Told:
        """What is told already, and what has happened since up to an extent. O(events since)."""
        points, standing, every, scores = list(told.points), *told[1:2], *told[3:]
        after: int | None = max(told.read, (extent.first or 1) - 1)
        while after is not None:
            found = await self._history.find(
                _span(season), after, (extent.last or 0) + 1, PART, player=player
            )
            for event in found.events:
                if event.kind != Kind.SCORE:
                    points, standing, every, scores = [], None, 1, 0
                    continue
                standing = apply_score(
                    leaderboard, standing, event.values, event.sequence, event.achieved_at
                )
                if scores and (scores - 1) % every:  # it was there for being the last
                    points.pop()
                points.append(Point(event.achieved_at, event.values, standing.values[0]))
                scores += 1
                if len(points) > 2 * MOST_POINTS:
                    points, every = points[::2], 2 * every
            after = found.reached
        return _Told(extent.read, standing, tuple(points), every, scores)

    async def _card(self, player: str) -> Card:
        (card,) = await self._players.find([player])
        if card is None:
            raise PlayerNotFound(player)
        return card

    async def _extent(self, season: Season) -> Extent:
        """What a season's events come to. O(events since it was asked for last)."""
        if not season.id:
            return Extent()
        async with self._measuring:
            known = self._extents.get(season.id, Extent())
            self._extents[season.id] = await self._history.extent(_span(season), known)
            self._extents.move_to_end(season.id)
            if len(self._extents) > MOST_EXTENTS:
                self._extents.popitem(last=False)
            return self._extents[season.id]


def _span(season: Season) -> EventSpan:
    """What counts in a season; in the one that never ends, also what came before its start."""
    if season.ends_at is None:
        return EventSpan(season.leaderboard, -ENDS, ENDS)
    return EventSpan(season.leaderboard, season.starts_at, season.ends_at)


def thinned(items: Sequence[T], limit: int) -> list[T]:
    """At most `limit` of the items, evenly, the last one always and the first one if there is
    room. O(limit).

    >>> thinned("abcdefg", 4), thinned("abcdefg", 1), thinned("ab", 4)
    (['a', 'c', 'e', 'g'], ['g'], ['a', 'b'])
    """
    if len(items) <= limit:
        return list(items)
    if limit == 1:
        return [items[-1]]
    last, gaps = len(items) - 1, limit - 1
    return [items[(place * last + gaps // 2) // gaps] for place in range(limit)]
