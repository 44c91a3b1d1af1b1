"""What is asked of a season in Redis, however many shards it has, and of one in one shard."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple

from laurels.adapters.gathered import Gathered
from laurels.adapters.redis_layout import player_bytes
from laurels.adapters.redis_scripts import COUNT, PAGE, Argument
from laurels.adapters.redis_season import RedisSeason, State, Unsettled, patient
from laurels.ports.ranking_index import Distribution
from laurels.rules.distribution import edges_of, from_counts, positions_of
from laurels.rules.rank import RankedEntry

NOBODY = b""
MOST_BOUNDS = 512  # in one call
MOST_ROWS = 1000  # in one call, or one question's
MOST_STATES = 1  # there is but one question
FAR = 2**52  # beyond every position, and exact in Lua


class Page(NamedTuple):
    """Entries next to each other, and the state of the season that they are of."""

    state: State
    rows: list[RankedEntry]


class Rows(NamedTuple):
    """A question for entries next to each other."""

    where: str  # "at" a position, around a "player" or a "key"
    which: Argument
    above: int
    below: int


class Counts(NamedTuple):
    """How many entries stand before each bound, and how many distinct columns (dense only)."""

    state: State  # its entries and events are those of all shards
    ahead: list[int]
    distinct: list[int]


class Questions:
    """What is asked alike of one and of several shards."""

    def __init__(self, season: RedisSeason) -> None:
        self.season = season
        self.layout = season.layout
        self._first = Gathered(self._first_states, most=MOST_STATES)

    async def page(self, offset: int, limit: int) -> Page:
        """Entries from a position on."""
        raise NotImplementedError

    async def first_state(self) -> State:
        """What the first shard says of itself: it stands at the season's last event, or before
        the one that is under way. Unsettled where that is before what was shown here."""
        seen = self.season.seen  # as of now: more may be shown while the answer is on its way
        state = await self._first.ask(None)
        if state.watermark < seen:
            raise Unsettled
        return state

    async def _first_states(self, questions: Sequence[None]) -> list[State]:
        return [(await self.season.run(COUNT, 0, ())).state for _ in questions]

    async def counts(self, pairs: Sequence[tuple[bytes, bytes]] = ()) -> Counts:
        """Count before bounds; each leaves out the entry of the player beside it, or NOBODY's.

        O(log n) a bound and shard. Unsettled where so many are asked that the state has changed.
        """
        ahead: list[int] = []
        distinct: list[int] = []
        state = None
        for first in range(0, len(pairs) or 1, MOST_BOUNDS):
            flat = [part for pair in pairs[first : first + MOST_BOUNDS] for part in pair]
            replies = await self.season.ask(COUNT, flat)
            columns = [reply.rest[0] for reply in replies]
            sums = list(map(sum, zip(*columns, strict=True)))
            ahead += sums[::2] if self.season.dense else sums
            distinct += sums[1::2] if self.season.dense else ()
            states = [reply.state for reply in replies]
            if state is not None and state.watermark != states[0].watermark:
                raise Unsettled
            state = states[0]._replace(
                entries=sum(s.entries for s in states), events=sum(s.events for s in states)
            )
        assert state is not None
        return Counts(state, ahead, distinct)

    async def distribution(self, buckets: int) -> Distribution | None:
        """How the first column is spread, all of it at one state."""
        for pause in patient():
            state, *_ = await self.counts()
            total = state.entries
            if not total:
                return None
            positions = positions_of(total)
            pages = await asyncio.gather(*[self.page(position, 1) for position in positions])
            if all(page.rows and _same(page.state, state) for page in pages):
                firsts = [page.rows[0].entry.values[0] for page in pages]
                values = dict(zip(positions, firsts, strict=True))
                edges = edges_of(values, total, buckets)
                counts = await self.counts([(NOBODY, self._first_bound(edge)) for edge in edges])
                if _same(counts.state, state):
                    descending = self.layout.order.first_descending
                    below = [total - c for c in counts.ahead] if descending else counts.ahead
                    return from_counts(values, below, total, state.events, buckets)
            await asyncio.sleep(pause)
        raise Unsettled

    def _first_bound(self, value: int) -> bytes:
        """What all entries with a better first column are smaller than; where it is descending,
        those with an equal one as well."""
        order = self.layout.order
        least, past = order.first_column(value)
        bound = past if order.first_descending else least
        width = 8 * order.columns
        return bound.to_bytes(width, "big") if bound < 1 << 8 * width else b"\xff" * (width + 1)


class OneShard(Questions):
    """Questions to a season in one shard: O(log n + rows) each. Those that come at once are one
    call of a script: a call costs several times what a rank does."""

    def __init__(self, season: RedisSeason) -> None:
        super().__init__(season)
        self._rows = Gathered(
            self._pages, most=MOST_ROWS, size=lambda asked: asked.above + asked.below
        )

    async def page(self, offset: int, limit: int) -> Page:
        """A walk from a place in the ordered set."""
        return await self._rows.ask(Rows("at", min(offset, FAR), 0, limit))

    async def entry(self, player: int) -> RankedEntry | None:
        """A page of one."""
        page = await self._rows.ask(Rows("player", player_bytes(player), 0, 1))
        return page.rows[0] if page.rows else None

    async def around(self, player: int, span: int) -> list[RankedEntry]:
        """A page whose place the script finds."""
        return (await self._rows.ask(Rows("player", player_bytes(player), span, span + 1))).rows

    async def around_key(self, key: bytes, above: int, below: int) -> list[RankedEntry]:
        """A page whose place the script finds."""
        return (await self._rows.ask(Rows("key", key, above, below))).rows

    async def _pages(self, asked: Sequence[Rows]) -> list[Page]:
        arguments = (self.layout.method, *[part for question in asked for part in question])
        ((state, found),) = await self.season.ask(PAGE, arguments)
        return [self._page(state, *one) for one in found]

    def _page(
        self, state: State, offset: int = 0, rank: int = 0, ahead: int = 0, rows: bytes = b""
    ) -> Page:
        split = self.layout.split(rows)
        return Page(state, self.layout.ranked(split, offset, rank, ahead, state.entries))


def _same(one: State, other: State) -> bool:
    return (one.generation, one.watermark) == (other.generation, other.watermark)
