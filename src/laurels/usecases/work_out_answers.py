"""Work out what a submission was answered with, where the process that knew it has died.

A first answer follows from the journal alone: its ranks are counted right before and right after
its event. So the seasons are loaded as they stand into an index of their own, the players who
have scored since are put back to where they stood before the event, and from there on the events
are placed again, one after the other.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from laurels.ports.journal import Answer, SharedJournal
from laurels.ports.ranking_index import RankingIndex
from laurels.rules.entry import Entry, apply_score
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import Change, EntryKey, Event, Kind
from laurels.usecases.seasons import Seasons
from laurels.usecases.standings import standings_of

PATIENCE_SECONDS = 5.0  # a request's; the work goes on without it
SOON = 20_000  # events since; what is asked for later than that takes longer, and has its own turn


class WorkOutAnswers:
    """Two pieces of work at a time: one for submissions that have just come, which must not wait
    for the other, for those of longer ago. Who asks meanwhile shares the next piece."""

    def __init__(
        self, journal: SharedJournal, seasons: Seasons, new_index: Callable[[], RankingIndex]
    ) -> None:
        self._journal = journal
        self._seasons = seasons
        self._new_index = new_index
        self._soon, self._late = asyncio.Lock(), asyncio.Lock()
        self._wanted: dict[_Work, dict[int, Event]] = {}  # by sequence
        self._working: dict[_Work, asyncio.Task[None]] = {}

    async def of(self, leaderboard: Leaderboard, events: Sequence[Event]) -> dict[int, bytes]:
        """Sequence: the answer as it is kept from now on.

        Unavailable where that takes longer than a request can wait; who asks again later finds it
        kept. O(entries + events since); memory O(entries) of the seasons concerned, in this
        process. The store walks through all events since these seasons began.
        """
        last = await self._journal.last_sequence()
        works: dict[_Work, dict[int, Event]] = {}
        for event in events:
            work = _Work(leaderboard.number, last - event.sequence < SOON)
            works.setdefault(work, {})[event.sequence] = event
        tasks = {self._begin(leaderboard, *work) for work in works.items()}
        _, pending = await asyncio.wait(tasks, timeout=PATIENCE_SECONDS)
        if pending:
            raise Unavailable("The first answer is being worked out; send it again in a moment.")
        for task in tasks:
            task.result()
        kept = await self._journal.answers([event.sequence for event in events])
        return {sequence: body for sequence, body in kept.items() if body is not None}

    async def stop(self) -> None:
        """Give up what is under way. At the end."""
        for task in self._working.values():
            task.cancel()
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    def _begin(
        self, leaderboard: Leaderboard, work: "_Work", events: Mapping[int, Event]
    ) -> asyncio.Task[None]:
        self._wanted.setdefault(work, {}).update(events)
        task = self._working.get(work)
        if task is None or task.done():
            task = self._working[work] = asyncio.create_task(self._work(leaderboard, work))
            task.add_done_callback(lambda task: self._ended(work, task))
        return task

    def _ended(self, work: "_Work", task: asyncio.Task[None]) -> None:
        if self._working.get(work) is task:
            del self._working[work]
        if not task.cancelled():
            task.exception()  # looked at: those who still wait are told, who may be nobody

    async def _work(self, leaderboard: Leaderboard, work: "_Work") -> None:
        async with self._soon if work.is_soon else self._late:
            while wanted := self._wanted.pop(work, None):
                await self._journal.keep_answers(await self._answers(leaderboard, wanted))

    async def _answers(self, leaderboard: Leaderboard, wanted: Mapping[int, Event]) -> list[Answer]:
        first, last = min(wanted), max(wanted)
        play = _Play(leaderboard, await self._concerned(leaderboard, wanted))
        index = self._new_index()
        for season in play.seasons:
            await index.open(season.id, leaderboard, self._journal.entries(season.id))
        await self._step_back(play, index, first)
        answers: list[Answer] = []
        moved: dict[EntryKey, Change] = {}  # and not yet placed
        async for part in self._journal.events(leaderboard.number, first - 1):
            for event in part:
                if event.sequence > last:
                    return answers
                changes = play.apply(event)
                if event.sequence not in wanted:
                    moved.update({(change.season, change.player): change for change in changes})
                    continue
                await index.move(list(moved.values()))
                moved.clear()
                placed = zip(changes, await index.move_and_rank(changes), strict=True)
                body = msgspec.json.encode(standings_of(leaderboard, placed))
                answers.append(Answer(event.sequence, body))
            await asyncio.sleep(0)
        return answers

    async def _concerned(
        self, leaderboard: Leaderboard, wanted: Mapping[int, Event]
    ) -> list[Season]:
        """The seasons that the events counted in, in the order of the windows."""
        windows = [window.name for window in leaderboard.windows]
        found = {
            season.id: season
            for event in wanted.values()
            for season in await self._seasons.kept_at(leaderboard, event.received_at)
        }
        return sorted(found.values(), key=lambda season: windows.index(season.window))

    async def _step_back(self, play: "_Play", index: RankingIndex, first: int) -> None:
        """Put back whoever has an event from `first` on. Entries were read before, so nobody else
        can stand in the index otherwise than before `first`."""
        touched: set[int] = set()
        async for part in self._journal.events(play.leaderboard.number, first - 1):
            touched.update(event.player for event in part)
        players = sorted(touched)
        since = min([season.starts_at for season in play.seasons], default=0)
        async for part in self._journal.events_of(play.leaderboard.number, players, since, first):
            for event in part:
                play.apply(event)
            await asyncio.sleep(0)
        await index.move(
            [
                Change(season.id, player, None, play.entries.get((season.id, player)))
                for season in play.seasons
                for player in players
            ]
        )


class _Work(NamedTuple):
    """What is worked out together."""

    leaderboard: int  # its number
    is_soon: bool


class _Play:
    """Entries of some players in some seasons, event by event."""

    def __init__(self, leaderboard: Leaderboard, seasons: Sequence[Season]) -> None:
        self.leaderboard = leaderboard
        self.seasons = seasons
        self.entries: dict[EntryKey, Entry] = {}

    def apply(self, event: Event) -> list[Change]:
        """What the event does, in the order of the windows. O(seasons)."""
        changes = []
        for season in self.seasons:
            if event.kind != Kind.ERASURE and not season.covers(event.received_at):
                continue
            key = (season.id, event.player)
            standing = self.entries.pop(key, None)
            entry = None
            if event.kind == Kind.SCORE:
                entry = self.entries[key] = apply_score(
                    self.leaderboard, standing, event.values, event.sequence, event.achieved_at
                )
            changes.append(Change(*key, standing, entry))
        return changes
