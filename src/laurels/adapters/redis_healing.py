"""Brings a season in Redis up to the journal, where whoever should have moved it did not.

A process can end between its commit and its moves, or between two shards; a server that takes
over from a failed one may lack its last moves. The watermarks show it, and the journal tells
what has changed since.
"""

import asyncio
from collections.abc import Sequence
from functools import partial

from laurels.adapters.redis_client import redis_answers
from laurels.adapters.redis_layout import shard_of
from laurels.adapters.redis_moves import Step, place_at
from laurels.adapters.redis_scripts import COUNT
from laurels.adapters.redis_season import NotLoaded, RedisSeason, State, Unsettled, patient
from laurels.ports.journal import SharedJournal
from laurels.rules.entry import from_row
from laurels.rules.submission import Change

TRIES = 5  # others may heal at the same time


async def states(season: RedisSeason) -> list[State]:
    """What each shard says of itself. NotLoaded where one is missing or of another loading."""
    asked = dict.fromkeys(range(season.shards), ())
    replies = await season.run_on(COUNT, asked)
    found = [replies[shard].state for shard in range(season.shards)]
    if len({state.generation for state in found}) > 1:
        raise NotLoaded
    return found


async def drop(season: RedisSeason) -> None:
    """Take it out of Redis."""
    for keys in season.keys:
        with redis_answers():
            await season.client.unlink(*keys)


async def heal(season: RedisSeason, journal: SharedJournal, *, patiently: bool) -> None:
    """Bring all shards up to the last event that is in the journal now; `patiently` leaves
    others a moment to do so. O(changes missed * log n).

    Whoever comes meanwhile shares what becomes of it where it fails. Where it does not, it may
    have looked at the journal too early for them: they have one more between them.

    Drops a season that has events which the journal has not, and raises NotLoaded.
    """
    former = season.healing
    if former is not None:
        await asyncio.shield(former)
    task = season.healing
    if task is None or task is former:
        task = asyncio.create_task(_heal(season, journal, patiently))
        season.healing = task
        task.add_done_callback(partial(_end, season))
    await asyncio.shield(task)


def _end(season: RedisSeason, task: asyncio.Task[None]) -> None:
    if season.healing is task:
        season.healing = None
    if not task.cancelled():
        task.exception()  # looked at: those who wait are told, who may be nobody any more


async def _heal(season: RedisSeason, journal: SharedJournal, patiently: bool) -> None:
    found, seen = await states(season), season.seen
    (head,) = (await journal.season_heads([season.id])).values()
    if seen > head:  # it was of a journal that has been lost
        season.seen = 0
    if max(state.watermark for state in found) > head:
        season.seen = 0
        await drop(season)
        raise NotLoaded
    if patiently:
        for pause in patient():
            if _reach(found, head):
                return
            await asyncio.sleep(pause)
            found = await states(season)
    for _ in range(TRIES):
        if _reach(found, head):
            return
        await _bring(season, journal, found)
        found = await states(season)
    raise Unsettled


async def _bring(season: RedisSeason, journal: SharedJournal, found: Sequence[State]) -> None:
    missed = await journal.changed_entries(season.id, min(s.watermark for s in found))
    changes: list[list[Change]] = [[] for _ in found]
    for player, entry in [*map(from_row, missed.entries), *[(p, None) for p in missed.removed]]:
        changes[shard_of(player, season.shards)].append(Change(season.id, player, None, entry))
    for shard, state in enumerate(found):
        if state.step or state.watermark < missed.sequence:
            start = Step(state.watermark, state.step, missed.sequence, 0)
            try:
                await place_at(season, shard, changes[shard], start)
            except Unsettled:  # another process has moved it meanwhile
                continue


def _reach(found: Sequence[State], head: int) -> bool:
    return min(state.watermark for state in found) >= head
