"""One season in Redis: its shards, and questions to all of them about one state.

Every shard keeps a marker with the *watermark*: the last event that is in it. All of them get
every batch of moves, so equal watermarks stand for one state of the season.
`docs/explanation/ranking-index.md` tells more.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from laurels.adapters.redis_client import Client, redis_answers
from laurels.adapters.redis_layout import Layout
from laurels.adapters.redis_scripts import Argument, Script
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard, RankMethod

PATIENCE_SECONDS = 0.25  # how long a batch may take from the first shard to the last
PAUSES = (0.0, 0.0, 0.001, 0.001, 0.002, 0.004)
PARTS = ("m", "o", "r", "p", "c")  # marker, order, records, prefixes, counts


class NotLoaded(Unavailable):
    """Redis does not have the season, or not all of it."""

    def __init__(self) -> None:
        super().__init__("The season's ranking index is being loaded; ask again.")


class Unsettled(Unavailable):
    """Changes are missing that another process should have brought by now."""

    def __init__(self) -> None:
        super().__init__("The season's ranking index lags behind; ask again.")


class State(NamedTuple):
    """What a shard said of itself."""

    generation: bytes  # of its loading
    watermark: int
    step: int  # above 0 while a batch is under way in pieces
    entries: int
    events: int


class Reply(NamedTuple):
    """A shard's answer."""

    state: State
    rest: list[Any]


def season_keys(prefix: str, id: int, shards: int) -> list[list[str]]:
    """The keys of each shard, all in the slot of their tag.

    >>> season_keys("laurels:1f0c", 7, 1)
    [['{laurels:1f0c:7:0}:m', '{laurels:1f0c:7:0}:o', '{laurels:1f0c:7:0}:r', \
'{laurels:1f0c:7:0}:p', '{laurels:1f0c:7:0}:c']]
    """
    return [[f"{{{prefix}:{id}:{shard}}}:{part}" for part in PARTS] for shard in range(shards)]


def shards_of(shape: str) -> int:
    """How many shards a season of a shape has.

    >>> shards_of("-<>16")
    16
    """
    return int(shape.lstrip("d-<>"))


class RedisSeason:
    """Where a season's shards are, and how they are asked."""

    def __init__(
        self,
        client: Client,
        turns: asyncio.Semaphore,
        prefix: str,
        id: int,
        leaderboard: Leaderboard,
        shards: int,
    ) -> None:
        self.client = client
        self._turns = turns  # no more calls at a time than there are connections
        self.id = id
        self.layout = Layout(leaderboard)
        self.leaderboard = leaderboard
        self.dense = leaderboard.rank_method is RankMethod.DENSE
        # Shards cannot be summed for the number of distinct columns.
        self.shards = 1 if self.dense else shards
        directions = "".join("<" if c.descending else ">" for c in leaderboard.columns)
        self.shape = f"{'d' if self.dense else '-'}{directions}{self.shards}"
        self._known = (self.shape, self.layout.size)  # what every script is told first
        self.healing: asyncio.Task[None] | None = None  # what is under way of it
        self.seen = 0  # the highest watermark that anyone was answered from
        self.keys = season_keys(prefix, id, self.shards)
        self.lock = f"{{{prefix}:{id}:0}}:lock"

    async def run(self, script: Script, shard: int, arguments: Sequence[Argument]) -> Reply:
        """What one shard answers. NotLoaded, or Unavailable where Redis does not answer."""
        async with self._turns:
            with redis_answers():
                answer = await script(self.client, self.keys[shard], (*self._known, *arguments))
        return _reply(answer)

    async def run_on(
        self, script: Script, arguments: Mapping[int, Sequence[Argument]]
    ) -> dict[int, Reply]:
        """What some shards answer, all asked at once."""
        if len(arguments) == 1:
            ((shard, only),) = arguments.items()
            return {shard: await self.run(script, shard, only)}
        calls = [(self.keys[shard], (*self._known, *each)) for shard, each in arguments.items()]
        async with self._turns:
            with redis_answers():
                answers = await script.together(self.client, calls)
        return {shard: _reply(answer) for shard, answer in zip(arguments, answers, strict=True)}

    async def ask(self, script: Script, arguments: Sequence[Argument]) -> list[Reply]:
        """What all shards answer about one state, which is not before any that was shown here.

        Asks all of them again where some are behind, at once at first: under writes the next
        answers are of one state more often than not. Unsettled where that takes longer than a
        moment.
        """
        asked = dict.fromkeys(range(self.shards), arguments)
        for pause in patient():
            replies = list((await self.run_on(script, asked)).values())
            states = [reply.state for reply in replies]
            if len({state.generation for state in states}) > 1:
                raise NotLoaded
            last = max(self.seen, *[state.watermark for state in states])
            if all(state.watermark == last and not state.step for state in states):
                self.seen = last
                return replies
            await asyncio.sleep(pause)
        raise Unsettled


def _reply(answer: list[Any] | None) -> Reply:
    if answer is None:
        raise NotLoaded
    generation, watermark, step, entries, events = answer[:5]
    return Reply(State(generation, int(watermark), step, entries, int(events)), answer[5:])


def patient() -> Iterator[float]:
    """Pauses between tries, longer and longer, for as long as patience lasts."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_SECONDS
    yield from PAUSES
    while loop.time() < deadline:
        yield PAUSES[-1]
