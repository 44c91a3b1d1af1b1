"""What submissions with an id were answered, so that a repeat gets the first answer.

Ranks are known only after the commit, so the answers to one group are kept with the next
group's commit, or on their own after a pause. `docs/decisions/0005-first-answers-are-kept.md`
tells why, and how what a crash left out is worked out: by the start, or where several processes
share the journal by the first that is asked.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Answer, Journal
from laurels.ports.ranking_index import Placement, RankingIndex
from laurels.rules.errors import LaurelsError
from laurels.rules.instant import SECOND
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import Change, Event
from laurels.usecases.seasons import Seasons
from laurels.usecases.standings import Standing, standings_of
from laurels.usecases.work_out_answers import WorkOutAnswers

OWED = SECOND  # microseconds in which an answer is kept, unless its process has died
LOOK_SECONDS = 0.02  # between looks whether it is

log = logging.getLogger(__name__)


_standings = msgspec.json.Decoder(list[Standing])


class FirstAnswers:
    """Given answers, in memory until they are kept and in the journal from then on."""

    def __init__(
        self,
        catalog: Catalog,
        journal: Journal,
        index: RankingIndex,
        seasons: Seasons,
        work_out: WorkOutAnswers | None,
        clock: Callable[[], int],
    ) -> None:
        self._catalog = catalog
        self._journal = journal
        self._index = index
        self._seasons = seasons
        self._work_out = work_out  # None where this process alone answers
        self._clock = clock
        self._given: dict[int, Answer] = {}  # by sequence; given, and not yet kept

    def give(self, event: Event, standings: Sequence[Standing]) -> None:
        """Take note of an answer, where a repeat of the submission can ask for it."""
        if event.submission_id is not None:
            body = msgspec.json.encode(standings)
            self._given[event.sequence] = Answer(event.sequence, body)

    def unkept(self) -> list[Answer]:
        """Answers that the next commit has to take along."""
        return list(self._given.values())

    def are_kept(self, answers: Iterable[Answer]) -> None:
        """Forget answers that a commit took along."""
        for answer in answers:
            del self._given[answer.sequence]

    async def of(
        self, leaderboard: Leaderboard, events: Sequence[Event]
    ) -> dict[int, Sequence[Standing]]:
        """Sequence: the standings that an event was answered with the first time.

        One that came in a batch without ranks was answered with none: it gets the present.
        One look into the journal, however many events, but for those that another process owes.
        """
        given = {e.sequence: self._given.get(e.sequence) for e in events}
        bodies = {sequence: answer.body for sequence, answer in given.items() if answer}
        elsewhere = [event for event in events if given[event.sequence] is None]
        if elsewhere:
            bodies |= await self._kept(leaderboard, elsewhere)
        first: dict[int, Sequence[Standing]] = {}
        for event in events:
            body = bodies.get(event.sequence)
            if body is None:
                first[event.sequence] = await self._present(leaderboard, event)
            else:
                first[event.sequence] = _standings.decode(body)
        return first

    async def reach(self, leaderboard: Leaderboard, events: Sequence[Event]) -> None:
        """Have the ranking index hold some events, also where the process that took them died
        before it moved the index: who is told that they count finds them there."""
        if self._work_out is None:
            return
        last: dict[Season, int] = {}
        for event in events:
            for season in await self._seasons.kept_at(leaderboard, event.received_at):
                last[season] = max(last.get(season, 0), event.sequence)
        now = self._clock()
        for season, sequence in last.items():
            if season.is_open(now):
                await self._seasons.ensure(leaderboard, season, now)
            await self._index.reach(season.id, sequence)

    async def _kept(self, leaderboard: Leaderboard, events: Sequence[Event]) -> dict[int, bytes]:
        """What other processes have kept, or keep within moments; worked out where none does."""
        looked_at = {event.sequence: event for event in events}
        bodies = await self._journal.answers(list(looked_at))
        young = max(event.received_at for event in events) + OWED - self._clock()
        until = asyncio.get_running_loop().time() + min(young, OWED) / SECOND
        while owed := [looked_at[sequence] for sequence, body in bodies.items() if body is None]:
            if asyncio.get_running_loop().time() > until:
                assert self._work_out is not None
                bodies |= await self._work_out.of(leaderboard, owed)
                break
            await asyncio.sleep(LOOK_SECONDS)
            bodies |= await self._journal.answers([event.sequence for event in owed])
        return {sequence: body for sequence, body in bodies.items() if body is not None}

    async def _present(self, leaderboard: Leaderboard, event: Event) -> list[Standing]:
        standings = []
        for season in await self._seasons.kept_at(leaderboard, event.received_at):
            await self._seasons.ensure(leaderboard, season, self._clock())
            if row := await self._index.entry(season.id, event.player):
                improved = row.entry.sequence == event.sequence
                standings.append(
                    Standing(
                        season=season.id,
                        values=row.entry.values,
                        rank=row.rank,
                        ahead=row.ahead,
                        total=row.total,
                        previous_rank=None,
                        previous_values=None,
                        improved=improved,
                    )
                )
        return standings

    async def keep(self) -> None:
        """Keep what no group has taken along. The caller has the journal's turn."""
        answers = self.unkept()
        if not answers:
            return
        try:
            await self._journal.keep_answers(answers)
        except LaurelsError as error:  # they stay, and go with the next group
            log.warning("answers could not be kept yet: %s", error)
        else:
            self.are_kept(answers)

    async def recover(self) -> None:
        """After a crash: work out the answers that the last group may have been given.

        Steps the index back to before that group, then places its events again.
        """
        boards = {board.number: board for board in self._catalog.leaderboards()}
        accepted = [a for a in await self._journal.unanswered() if a.event.leaderboard in boards]
        by_season: dict[int, list[Change]] = {}
        for change in (change for a in accepted for change in a.changes):
            by_season.setdefault(change.season, []).append(change)
        placements = {
            season: iter(await self._place_again(boards, season, changes))
            for season, changes in by_season.items()
        }
        for event, changes in accepted:
            placed = [(change, next(placements[change.season])) for change in changes]
            self.give(event, standings_of(boards[event.leaderboard], placed))
        await self.keep()

    async def _place_again(
        self, boards: Mapping[int, Leaderboard], season_id: int, changes: Sequence[Change]
    ) -> list[Placement | None]:
        """One season at a time: loading another may drop it, where it has ended since."""
        season = self._catalog.season_by_id(season_id)
        leaderboard = boards[season.leaderboard]
        await self._seasons.ensure(leaderboard, season, self._clock(), patience=None)
        back = [Change(c.season, c.player, c.entry, c.previous) for c in reversed(changes)]
        await self._index.move(back)
        return await self._index.move_and_rank(changes)
