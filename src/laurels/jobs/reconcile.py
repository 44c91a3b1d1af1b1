"""Hold the index against the journal for those who have scored since the last look."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Outcome
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard, Operator
from laurels.rules.season import Season
from laurels.rules.submission import Event, Kind

LOOKED_AT = 2_000  # events, the newest, in one reading; `check` proves all of them
TOGETHER = 50  # events or questions, after which others get their turn
LOOKS = 10  # at what differs: a group may be on its way from journal to index
PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)


class Touched(NamedTuple):
    """A player's newest events in a season, oldest first."""

    board: Leaderboard
    season: Season
    player: int
    events: list[Event]


async def reconcile(place: Workplace) -> Outcome:
    """Look at what has changed since the last run. A season whose index differs for five seconds
    is loaded again from the journal's entries. O(events since then), of which the newest 2,000
    are looked at."""
    known = int((await place.runs.last_facts("reconcile")).get("sequence", 0))
    last = await place.journal.last_sequence()
    start = max(known, last - LOOKED_AT)
    touched = await _touched(place, start, last)
    wrong = await _wrong(place, touched)
    mended = await _load_again(place, wrong)
    left = await _wrong(place, wrong) if wrong else []
    facts = {"sequence": last, "entries": len(touched), "loaded_again": mended}
    if left:
        names = ", ".join(sorted({_name(one) for one in left}))
        said = f"{len(left)} entries of {names} are not what the events say; run `laurels check`."
        return Outcome(said, facts, is_good=False)
    said = f"{len(touched):,} entries of {last - start:,} events are right"
    if mended:
        said += f"; loaded again, since the index differed: {', '.join(mended)}"
    if start > known:
        said += f"; {start - known:,} older events are left to the check"
    return Outcome(f"{said}.", facts)


async def _touched(place: Workplace, start: int, last: int) -> list[Touched]:
    """Who has events after a sequence, up to another, by season."""
    boards = {board.number: board for board in place.catalog.leaderboards()}
    found: dict[tuple[int, int], Touched] = {}
    async for part in place.journal.events(after=start):
        for number, event in enumerate(part):
            if number % TOGETHER == 0:
                await asyncio.sleep(0)
            if event.sequence > last:
                return list(found.values())
            if (board := boards.get(event.leaderboard)) is None:
                continue
            for season in _seasons(place, board, event):
                if (one := found.get((season.id, event.player))) is None:
                    one = Touched(board, season, event.player, [])
                    found[season.id, event.player] = one
                one.events.append(event)
    return list(found.values())


def _seasons(place: Workplace, board: Leaderboard, event: Event) -> Iterator[Season]:
    """Kept seasons that an event counts in, and whose index is or has to be there."""
    now = place.clock()
    if event.kind == Kind.ERASURE:
        seasons: Sequence[Season] = place.catalog.seasons(board.number)
    else:
        seasons = place.seasons.at(board, event.received_at)
    for season in seasons:
        if season.id and (season.is_open(now) or place.index.is_open(season.id)):
            yield season


async def _wrong(place: Workplace, touched: Sequence[Touched]) -> list[Touched]:
    """Those whose entry in the index cannot have come of their events, however often one looks."""
    for look in range(LOOKS):
        if look:
            await asyncio.sleep(PAUSE_SECONDS)
            touched = await _renewed(place, touched)
        wrong = []
        for number, one in enumerate(touched):
            if number % TOGETHER == 0:
                await asyncio.sleep(0)
            if one.season.is_open(place.clock()):
                await place.seasons.ensure(one.board, one.season, place.clock())
            elif not place.index.is_open(one.season.id):
                continue
            ranked = await place.index.entry(one.season.id, one.player)
            if not can_be(one.board, one.events, None if ranked is None else ranked.entry):
                wrong.append(one)
        if not (touched := wrong):
            break
    return list(touched)


async def _renewed(place: Workplace, touched: Sequence[Touched]) -> list[Touched]:
    """With the events that have come since they were read."""
    after = max(one.events[-1].sequence for one in touched)
    newer = {
        (one.season.id, one.player): one
        for one in await _touched(place, after, await place.journal.last_sequence())
    }
    return [
        one._replace(events=one.events + new.events)
        if (new := newer.get((one.season.id, one.player)))
        else one
        for one in touched
    ]


async def _load_again(place: Workplace, wrong: Sequence[Touched]) -> list[str]:
    """Drop the indexes concerned, so that the journal's entries are read; the seasons' names."""
    seasons = {one.season.id: one for one in wrong}
    for one in seasons.values():
        log.warning("the index of %s is not what the journal says; it is loaded again", _name(one))
    await place.seasons.forget([one.season for one in seasons.values()])
    return sorted({_name(one) for one in seasons.values()})


def can_be(board: Leaderboard, events: Sequence[Event], entry: Entry | None) -> bool:
    """Whether an entry can have come of a player's newest events in a season, oldest first, or
    of later ones that are not among them. O(events).

    >>> board = Leaderboard("race", "Race")
    >>> events = [Event(7, 1, 3, Kind.SCORE, (30,), 0), Event(9, 1, 3, Kind.SCORE, (25,), 0)]
    >>> can_be(board, events, Entry((30,), 7, 0, 2)), can_be(board, events, Entry((25,), 9, 0, 2))
    (True, False)
    """
    last = events[-1]
    if entry is not None and entry.sequence > last.sequence:
        return True  # it is of a later one
    if last.kind != Kind.SCORE:
        return entry is None
    if entry is None:
        return False
    scores: list[Event] = []
    for event in events:
        if event.kind == Kind.SCORE:
            scores.append(event)
        else:
            scores.clear()
    if entry.events < len(scores):
        return False
    match board.operator:
        case Operator.BEST:
            better = board.order_key.is_better
            return not any(better(event.values, entry.values) for event in scores)
        case Operator.LATEST:
            return entry.values == last.values
        case Operator.SUM:
            counted = [event.sequence for event in scores if any(event.values)]
            return not counted or entry.sequence == counted[-1]
    return True


def _name(touched: Touched) -> str:
    season = touched.season
    return f"'{touched.board.id}', {season.window} {season.number}"
