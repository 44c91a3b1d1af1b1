"""Moves in a season in Redis: one call of a script a shard and batch, in the journal's order.

A shard takes a batch only when it stands where the batch follows on, and all shards get all
batches, so that each knows which event it stands at. For ranks, those that do not have a player
count what is ahead of the old and of the new entry, at the same place in the batch.
"""

import asyncio
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from laurels.adapters.redis_layout import placement, player_bytes, shard_of
from laurels.adapters.redis_questions import Questions
from laurels.adapters.redis_scripts import MOVE, Argument
from laurels.adapters.redis_season import RedisSeason, Unsettled, patient
from laurels.ports.ranking_index import Link, Placement
from laurels.rules.submission import Change

PIECE = 512  # changes in one call, which other calls wait for
PLACED, THERE = 1, 0  # what a script says of a batch


class Step(NamedTuple):
    """From where to where a piece of a batch leads."""

    before: int
    step: int
    last: int
    next_step: int  # 0: the shard stands at `last` then


async def move(
    questions: Questions, changes: Sequence[Change], link: Link, ranked: bool
) -> list[Placement | None]:
    """Place a batch; with `ranked`, its placements. Unsettled where others have to come first.

    Where a batch is there already, its placements are as of now. O(log n) a change and shard.
    """
    season = questions.season
    placements: list[Placement | None] = []
    pieces = range(0, len(changes) or 1, PIECE)
    for number, first in enumerate(pieces):
        piece = changes[first : first + PIECE]
        following = 0 if number == len(pieces) - 1 else number + 1
        step = Step(link.before, number, link.last, following)
        answers = await _place(season, _work(season, piece, ranked), step, ranked)
        if answers is None:
            if not ranked:
                return []
            return placements + await _as_of_now(questions, changes[len(placements) :])
        if ranked:
            placements += _placements(season, piece, answers)
        await asyncio.sleep(0)
    season.seen = max(season.seen, link.last)
    return placements


async def place_at(season: RedisSeason, shard: int, changes: Sequence[Change], start: Step) -> None:
    """Bring one shard from where it stands to an event. Unsettled where it stands elsewhere."""
    pieces = range(0, len(changes) or 1, PIECE)
    step = start.step
    for first in pieces:
        following = 0 if first == pieces[-1] else step + 1
        part = {shard: [_own(season, change) for change in changes[first : first + PIECE]]}
        to = Step(start.before, step, start.last, following)
        replies = await season.run_on(MOVE, _arguments(season, part, to, False))
        if replies[shard].rest[0] != PLACED:
            raise Unsettled
        step = following
        await asyncio.sleep(0)


def _work(season: RedisSeason, changes: Sequence[Change], ranked: bool) -> dict[int, list[bytes]]:
    """What each shard has to do, in order."""
    work: dict[int, list[bytes]] = {shard: [] for shard in range(season.shards)}
    if season.shards == 1:
        work[0] = [_own(season, change) for change in changes]
        return work
    bound = season.layout.bound
    for change in changes:
        own = shard_of(change.player, season.shards)
        work[own].append(_own(season, change))
        if ranked:
            player = player_bytes(change.player)
            standing = change[3:] if _stays(season, change) else change[2:]
            asked = [b"c" + bound(entry, player) for entry in standing if entry is not None]
            for shard, items in work.items():
                if shard != own:
                    items += asked
    return work


def _stays(season: RedisSeason, change: Change) -> bool:
    """Whether the same entries are ahead of both, so that one count tells both ranks."""
    _, _, previous, entry = change
    return (
        previous is not None
        and entry is not None
        and previous.values == entry.values
        and (previous.sequence == entry.sequence or not season.layout.is_ordinal)
    )


def _own(season: RedisSeason, change: Change) -> bytes:
    record = b"" if change.entry is None else season.layout.record(change.entry)
    return b"o" + player_bytes(change.player) + record


def _arguments(
    season: RedisSeason, work: dict[int, list[bytes]], step: Step, ranked: bool
) -> dict[int, Sequence[Argument]]:
    layout = season.layout
    return {shard: (*step, layout.method, int(ranked), *items) for shard, items in work.items()}


async def _place(
    season: RedisSeason, work: dict[int, list[bytes]], step: Step, ranked: bool
) -> list[list[int]] | None:
    """What each shard answers to its work; None where it was there already."""
    pending = _arguments(season, work, step, ranked)
    placed: dict[int, list[int]] = {}
    for pause in patient():
        for shard, reply in (await season.run_on(MOVE, pending)).items():
            if reply.rest[0] == PLACED:
                placed[shard] = reply.rest[1]
                del pending[shard]
            elif reply.rest[0] == THERE:
                placed[shard] = []
                del pending[shard]
        if not pending:
            answers = [placed[shard] for shard in work]
            return answers if all(answers) else None
        await asyncio.sleep(pause)
    raise Unsettled


def _placements(
    season: RedisSeason, changes: Sequence[Change], answers: Sequence[list[int]]
) -> list[Placement | None]:
    """Summed over shards: each answers the entries it had at first, then its work in order."""
    totals = [answer[0] for answer in answers]
    rest = [islice(answer, 1, None) for answer in answers]
    placements: list[Placement | None] = []
    for change in changes:
        own = shard_of(change.player, season.shards)
        was, now, ahead, totals[own] = islice(rest[own], 4)
        stays = season.shards > 1 and _stays(season, change)
        for shard, answer in enumerate(rest):
            if shard != own:
                more = 0
                if change.previous is not None:
                    more = next(answer)
                    was += more
                if change.entry is not None:
                    more = more if stays else next(answer)
                    now, ahead = now + more, ahead + more
        if change.entry is None:
            placements.append(None)
        else:
            placements.append(placement(now, ahead, sum(totals), was if was >= 0 else None))
    return placements


async def _as_of_now(questions: Questions, changes: Sequence[Change]) -> list[Placement | None]:
    """Placements of changes that are in their places already: both ranks are counted among the
    others as they stand now."""
    layout = questions.layout
    pairs = [
        (name, layout.bound(entry, name))
        for change in changes
        for name in [player_bytes(change.player)]
        for entry in change[2:]
        if entry is not None
    ]
    state, ahead, distinct = await questions.counts(pairs)
    found = iter(zip(distinct or ahead, ahead, strict=True))
    placements: list[Placement | None] = []
    for change in changes:
        previous = None if change.previous is None else next(found)[0]
        if change.entry is None:
            placements.append(None)
        else:
            placements.append(placement(*next(found), state.entries, previous))
    return placements
