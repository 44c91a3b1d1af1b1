"""Questions to a season that is spread over several shards: merged, and exact.

Each question is in the end one call of a script on every shard at once, whose answers are of one
state. What such a call has to say beforehand (near which key, ranks before which bounds) is
found out by calls that need not be exact; where the answer shows that it was wrong, it is asked
again with what the answer showed.
"""

from collections.abc import Sequence
from math import isqrt
from typing import NamedTuple

from laurels.adapters.gathered import Gathered
from laurels.adapters.redis_client import redis_answers
from laurels.adapters.redis_layout import player_bytes, shard_of
from laurels.adapters.redis_questions import MOST_ROWS, NOBODY, Page, Questions
from laurels.adapters.redis_scripts import COUNT, NEAR, Argument
from laurels.adapters.redis_season import RedisSeason, State, Unsettled, patient
from laurels.rules.rank import RankedEntry

MOST_RECORDS = 200  # in one round trip
NEAR_ENOUGH = 64  # entries to skip are cheaper than another look for a nearer key
MOST_LOOKS = 40
START = b""  # before all keys


class Window(NamedTuple):
    """What lies around a key: rows in board order without a gap, and the first one's position."""

    state: State  # its entries are those of all shards
    rows: list[bytes]
    first: int
    position: int  # of the key
    ahead: dict[bytes, int]  # how many stand before each bound


class Near(NamedTuple):
    """A question to all shards for what lies on both sides of a key."""

    key: bytes
    above: int
    below: int
    bounds: tuple[bytes, ...]

    @property
    def rows(self) -> int:
        """How many each shard is asked for."""
        return self.above + self.below


class Found(NamedTuple):
    """What one shard has near a key."""

    state: State
    position: int  # of the key in the shard
    above: bytes
    below: bytes
    ahead: list[int]  # by bound


class ManyShards(Questions):
    """N shards, n entries: O(N * (log n + rows)) a question. Those that come at once are one call
    of a script a shard, as where there is one."""

    def __init__(self, season: RedisSeason) -> None:
        super().__init__(season)
        self._near = Gathered(self._near_together, most=MOST_ROWS, size=lambda near: near.rows + 1)
        self._records = Gathered(self._records_together, most=MOST_RECORDS)

    async def page(self, offset: int, limit: int) -> Page:
        """The place is closed in on by positions within shards, each a fair sample of all."""
        key, wanted = await self._key_before(offset), limit + NEAR_ENOUGH
        bounds: tuple[bytes, ...] = ()
        for _ in patient():
            window = await self._window(key, 0, wanted, bounds)
            skip, total = offset - window.first, window.state.entries
            if not limit or offset >= total:
                return Page(window.state, [])
            if skip < 0:  # what has moved since has pushed it beyond
                key = await self._key_before(offset)
            elif len(window.rows) < min(skip + limit, total - window.first):
                wanted = skip + limit + NEAR_ENOUGH
            elif (ranked := self._ranked(window, skip, limit)) is not None:
                return Page(window.state, ranked)
            else:
                bounds = (self.layout.prefix(window.rows[skip]),)
        raise Unsettled

    async def entry(self, player: int) -> RankedEntry | None:
        """A look for the key, and one at what is ahead of it."""
        rows = await self._beside(player, 0)
        return rows[0] if rows else None

    async def around(self, player: int, span: int) -> list[RankedEntry]:
        """As `entry`, with neighbours."""
        return await self._beside(player, span)

    async def around_key(self, key: bytes, above: int, below: int) -> list[RankedEntry]:
        """One look, and where many are equal a second."""
        size = above + below
        bounds: tuple[bytes, ...] = ()
        for _ in patient():
            window = await self._window(key, size + 1, size, bounds)
            ranked = self._around(window, above, below)
            if isinstance(ranked, list):
                return ranked
            bounds = (ranked,)
        raise Unsettled

    async def _beside(self, player: int, span: int) -> list[RankedEntry]:
        name = player_bytes(player)
        shard = shard_of(player, self.season.shards)
        bounds: tuple[bytes, ...] = ()
        for _ in patient():
            record = await self._records.ask((shard, name))
            if record is None:
                await self.counts()  # NotLoaded, where that is why
                return []
            member = record[: self.layout.size] + name
            bounds = (self.layout.prefix(member), *bounds[:1])
            window = await self._window(member, 2 * span, 2 * span + 1, bounds)
            here = window.position - window.first
            rows = window.rows
            if here >= len(rows) or self.layout.member(rows[here]) != member:
                continue  # it has just moved
            ranked = self._around(window, span, span + 1)
            if isinstance(ranked, list):
                return ranked
            bounds = (ranked,)
        raise Unsettled

    def _around(self, window: Window, above: int, below: int) -> list[RankedEntry] | bytes:
        """What is shown of a window, or the bound that it lacks."""
        size = above + below
        offset = max(0, min(window.position - above, window.state.entries - size))
        skip = offset - window.first
        if not size or skip >= len(window.rows):
            return []
        ranked = self._ranked(window, skip, size)
        return self.layout.prefix(window.rows[skip]) if ranked is None else ranked

    def _ranked(self, window: Window, skip: int, limit: int) -> list[RankedEntry] | None:
        """Rows of a window with their ranks; None where it does not tell how many are ahead of
        the first."""
        rows = window.rows
        position = window.first + skip
        prefix = self.layout.prefix(rows[skip])
        ahead: int | None = position
        if not self.layout.is_ordinal:
            equal = skip  # the first of those with the same columns
            while equal and self.layout.prefix(rows[equal - 1]) == prefix:
                equal -= 1
            known = equal > 0 or window.first == 0
            ahead = window.first + equal if known else window.ahead.get(prefix)
        if ahead is None:
            return None
        shown = rows[skip : skip + limit]
        return self.layout.ranked(shown, position, ahead, ahead, window.state.entries)

    async def _window(self, key: bytes, above: int, below: int, bounds: Sequence[bytes]) -> Window:
        """So many rows on both sides of a key, as far as there are any.

        A shard has about as many of them as any other, so each is asked for its share and some
        more; where that was too few, for twice as many.
        """
        share = _share(max(above, below), self.season.shards)
        for _ in patient():
            each = (min(above, share), min(below, share))
            found = await self._near.ask(Near(key, *each, tuple(bounds)))
            over = _merged([self.layout.split(one.above)[::-1] for one in found], each[0], True)
            under = _merged([self.layout.split(one.below) for one in found], each[1], False)
            total = sum(one.state.entries for one in found)
            position = sum(one.position for one in found)
            if len(over) >= min(above, position) and len(under) >= min(below, total - position):
                rows = over[:above][::-1] + under[:below]
                counts = [sum(c) for c in zip(*[one.ahead for one in found], strict=True)]
                ahead = dict(zip(bounds, counts, strict=True))
                state = found[0].state._replace(entries=total)
                return Window(state, rows, position - min(above, len(over)), position, ahead)
            share *= 2
        raise Unsettled

    async def _near_together(self, asked: Sequence[Near]) -> list[list[Found]]:
        arguments: list[Argument] = []
        for key, above, below, bounds in asked:
            arguments += [key, above, below, len(bounds), *bounds]
        replies = await self.season.ask(NEAR, arguments)
        return [
            [Found(reply.state, *one) for reply, one in zip(replies, answers, strict=True)]
            for answers in zip(*[reply.rest for reply in replies], strict=True)
        ]

    async def _records_together(self, asked: Sequence[tuple[int, bytes]]) -> list[bytes | None]:
        """What is kept of players, each of a shard; one round trip."""
        names: dict[int, list[bytes]] = {}
        for shard, name in asked:
            names.setdefault(shard, []).append(name)
        pipeline = self.season.client.pipeline(transaction=False)
        for shard, wanted in names.items():
            pipeline.execute_command("HMGET", self.season.keys[shard][2], *wanted)
        with redis_answers():
            answers = await pipeline.execute()
        found = {shard: iter(answer) for shard, answer in zip(names, answers, strict=True)}
        return [next(found[shard]) for shard, _ in asked]

    async def _key_before(self, offset: int) -> bytes:
        """A key whose position is not above `offset`, and near it unless others move it now."""
        if offset <= NEAR_ENOUGH:
            return START
        shards = range(self.season.shards)
        entries = await self.season.run_on(COUNT, dict.fromkeys(shards, ()))
        low_key, low = START, [0] * len(shards)
        high = [entries[shard].state.entries for shard in shards]
        if offset >= sum(high):
            return START
        for _ in range(MOST_LOOKS):
            missing, width = offset - sum(low), sum(high) - sum(low)
            if missing <= NEAR_ENOUGH or width <= 0:
                break
            shard = max(shards, key=lambda shard: high[shard] - low[shard])
            between = high[shard] - low[shard]
            ahead = between * missing // width
            # Somewhat short of the expected place, by twice its standard deviation.
            aim = ahead - 2 * isqrt(max(0, ahead * (width - missing) // width))
            place = low[shard] + min(max(aim, 1), between - 1)
            if place <= low[shard]:
                break
            key = await self._key_at(shard, place)
            counts = dict.fromkeys(shards, (NOBODY, key))
            replies = await self.season.run_on(COUNT, counts)
            found = [replies[each].rest[0][0] for each in shards]
            if sum(found) <= offset:
                low_key, low = key, found
            else:
                high = found
        return low_key

    async def _key_at(self, shard: int, place: int) -> bytes:
        with redis_answers():
            found: list[bytes] = await self.season.client.execute_command(
                "ZRANGE", self.season.keys[shard][1], place, place
            )
        return found[0] if found else START


def _share(rows: int, shards: int) -> int:
    """How many of so many rows a shard is asked for first: seldom has it more."""
    return rows // shards + 4 * isqrt(rows // shards + 1) + 4


def _merged(shards: Sequence[list[bytes]], asked: int, backwards: bool) -> list[bytes]:
    """Rows of all shards in order, as far as no shard that gave all it was asked for can have
    others between them."""
    rows = sorted((row for part in shards for row in part), reverse=backwards)
    ends = [part[-1] for part in shards if len(part) == asked and part]
    if not ends:
        return rows
    end = max(ends) if backwards else min(ends)
    return [row for row in rows if (row >= end if backwards else row <= end)]
