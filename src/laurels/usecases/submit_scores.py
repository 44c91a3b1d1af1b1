"""Take scores: the only place that orders journal, ranking index and answers.

While one group commits, what arrives gathers; the next commit takes all of it. The index
moves only after the commit, event by event, so each answer holds the exact rank right
before and right after its own event.
"""

import asyncio
import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple, cast

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Appended, ClockBehind, Journal
from laurels.ports.live_feed import LiveFeed
from laurels.ports.players import Players
from laurels.ports.ranking_index import NO_LINKS, Placement, RankingIndex
from laurels.rules.entry import new
from laurels.rules.errors import (
    Conflict,
    LaurelsError,
    LeaderboardNotFound,
    PlayerNotFound,
    Unavailable,
)
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import (
    Accepted,
    Event,
    Kind,
    Outcome,
    Replayed,
    Submission,
    Unit,
)
from laurels.usecases.activity import Activity
from laurels.usecases.first_answers import FirstAnswers
from laurels.usecases.gathering import Gathering
from laurels.usecases.links import links_of
from laurels.usecases.seasons import Seasons
from laurels.usecases.standings import Standing, standings_of

MOST_WAITING = 50  # groups; a stalled disk must not fill the memory
CROWD = 4  # fewer than these have nobody to wait for: a lone client is never kept waiting
ANSWERS_SECONDS = 0.05  # how long answers wait for a next group to be kept with

log = logging.getLogger(__name__)


class Receipt(NamedTuple):
    """The answer to an accepted or repeated submission; a standing for each window."""

    event: Event
    replayed: bool
    standings: Sequence[Standing]


Result = Receipt | LaurelsError
Settled = Receipt | Replayed | LaurelsError  # a repeat looks its answer up on its own time


class _Waiting(NamedTuple):
    leaderboard: Leaderboard
    submissions: Sequence[Submission]
    atomic: bool
    ranked: bool
    results: asyncio.Future[list[Settled]]


class SubmitScores:
    """Group commit in front of the journal, and the index behind it."""

    def __init__(
        self,
        catalog: Catalog,
        players: Players,
        journal: Journal,
        index: RankingIndex,
        feed: LiveFeed,
        seasons: Seasons,
        answers: FirstAnswers,
        activity: Activity,
        clock: Callable[[], int],
        *,
        auto_create_players: bool,
        group_size: int,
    ) -> None:
        self._catalog = catalog
        self._players = players
        self._journal = journal
        self._index = index
        self._feed = feed
        self._seasons = seasons
        self._clock = clock
        self._auto_create_players = auto_create_players
        self._group_size = group_size
        self._waiting: deque[_Waiting] = deque()
        self._waiting_size = 0  # submissions
        self._committer: asyncio.Task[None] | None = None
        self._answers = answers
        self._activity = activity
        self._erasing: set[asyncio.Task[None]] = set()
        self._gathering = Gathering()
        self.turn = asyncio.Lock()  # held while the journal is written

    async def submit(
        self,
        leaderboard: Leaderboard,
        submissions: Sequence[Submission],
        *,
        atomic: bool = False,
        ranked: bool = True,
    ) -> list[Result]:
        """Take submissions to one leaderboard; the results come in their order.

        A refused one is a LaurelsError among the results; with `atomic` it refuses all.
        Without `ranked` the receipts have no standings, which is cheaper. Unavailable when
        nothing could be kept.
        """
        unknown = {} if self._auto_create_players else await self._unknown_players(submissions)
        if not unknown:
            return await self._settle(leaderboard, submissions, atomic, ranked)
        if atomic:
            return [next(iter(unknown.values())) for _ in submissions]
        known = [s for i, s in enumerate(submissions) if i not in unknown]
        taken = iter(await self._settle(leaderboard, known, atomic, ranked) if known else [])
        return [unknown[i] if i in unknown else next(taken) for i in range(len(submissions))]

    async def _settle(
        self,
        leaderboard: Leaderboard,
        submissions: Sequence[Submission],
        atomic: bool,
        ranked: bool,
    ) -> list[Result]:
        """The results with each repeat's first answer, looked up outside of the turn."""
        await self._seasons.prepare(leaderboard, self._clock())
        settled = await self._enqueue(leaderboard, submissions, atomic, ranked)
        repeats = [outcome for outcome in settled if isinstance(outcome, Replayed)]
        if not repeats:
            return cast(list[Result], settled)
        events = [repeat.event for repeat in repeats]
        try:
            await self._answers.reach(leaderboard, events)
            first = await self._answers.of(leaderboard, events) if ranked else {}
        except LaurelsError as error:  # only the repeats have to be sent again
            return [error if isinstance(o, Replayed) else o for o in settled]
        return [
            Receipt(o.event, True, first.get(o.event.sequence, ()))
            if isinstance(o, Replayed)
            else o
            for o in settled
        ]

    async def _unknown_players(self, submissions: Sequence[Submission]) -> dict[int, LaurelsError]:
        known = await self._players.numbers({submission.player for submission in submissions})
        return {
            index: PlayerNotFound(submission.player)
            for index, submission in enumerate(submissions)
            if submission.player not in known
        }

    def _enqueue(
        self,
        leaderboard: Leaderboard,
        submissions: Sequence[Submission],
        atomic: bool,
        ranked: bool,
    ) -> asyncio.Future[list[Settled]]:
        if self._waiting_size > MOST_WAITING * self._group_size:
            raise Unavailable("Too many submissions wait for the disk; send it again.")
        results: asyncio.Future[list[Settled]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(leaderboard, submissions, atomic, ranked, results))
        self._waiting_size += len(submissions)
        self._gathering.came()
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_groups())
        return results

    async def _commit_groups(self) -> None:
        answered = 0
        try:
            while self._waiting:
                if answered >= CROWD:
                    await self._gathering.wait(answered)
                async with self.turn:
                    group = self._take_group()
                    await self._commit(group)
                answered = len(group)
        finally:
            self._committer = None
        if self._answers.unkept():
            await asyncio.sleep(ANSWERS_SECONDS)
            if self._committer is None:
                await self.keep_answers()

    def _take_group(self) -> list[_Waiting]:
        group, size = [], 0
        while self._waiting and size < self._group_size:
            group.append(self._waiting.popleft())
            size += len(group[-1].submissions)
        self._waiting_size -= size
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
            try:
                results = await self._results(group)
            except ClockBehind:  # nothing was kept, and by now the clock goes on from the other's
                results = await self._results(group)
        except Exception as error:
            if not isinstance(error, LaurelsError):
                log.exception("a group of %d requests failed", len(group))
            results = [error] * len(group)
        for waiting, result in zip(group, results, strict=True):
            if waiting.results.cancelled():
                continue
            if isinstance(result, Exception):
                waiting.results.set_exception(result)
            else:
                waiting.results.set_result(result)

    async def _results(self, group: list[_Waiting]) -> list[list[Settled] | Exception]:
        at = self._clock()
        results: list[list[Settled] | Exception] = []
        units: list[tuple[int, Unit]] = []  # where its results go, and the unit
        seasons: dict[int, Sequence[int] | LaurelsError] = {}  # by identity of a definition
        for place, (leaderboard, submissions, atomic, ranked, _) in enumerate(group):
            ids = seasons.get(id(leaderboard))
            if ids is None:
                ids = seasons[id(leaderboard)] = await self._seasons_of(leaderboard, at)
            if isinstance(ids, LaurelsError):
                results.append(ids)
                continue
            results.append([])
            units.append((place, Unit(submissions, ids, atomic, ranked)))
        if units:
            outcomes, placements = await self._append([unit for _, unit in units], at)
            taken: Counter[int] = Counter()  # scores by leaderboard
            for (place, unit), part in zip(units, outcomes, strict=True):
                board = group[place].leaderboard
                settled = results[place] = self._receipts(board, unit, part, placements)
                taken[board.number] += _scores_among(unit, settled)
            self._activity.count(taken, at)
        return results

    async def _seasons_of(self, leaderboard: Leaderboard, at: int) -> Sequence[int] | LaurelsError:
        """Ids of the seasons that a score counts in now, or why none can be taken."""
        try:
            self._check_unchanged(leaderboard)
            return [season.id for season in await self._seasons.for_writing(leaderboard, at)]
        except LaurelsError as error:
            return error

    def _check_unchanged(self, leaderboard: Leaderboard) -> None:
        """Refuse what was read by a definition that has changed while it waited."""
        present = self._catalog.leaderboard(leaderboard.id)
        if present is None or present.number != leaderboard.number:
            raise LeaderboardNotFound(leaderboard.id)
        if present.definition != leaderboard.definition:
            raise Conflict(f"'{leaderboard.id}' has just been changed; send the score again.")

    async def _append(
        self, units: list[Unit], at: int
    ) -> tuple[list[list[Outcome]], Iterator[Placement | None]]:
        """Commit a group and move the index by it: the outcomes of each unit, and a placement
        for each change of a ranked one, in order.

        When that breaks off behind the commit, the seasons concerned are dropped: they are
        loaded from the journal again before anyone is told a rank or builds on an entry.
        """
        known = await self._players.numbers({s.player for unit in units for s in unit.submissions})
        answers = self._answers.unkept()
        appended = await self._journal.append(units, known, at, answers)
        try:
            self._answers.are_kept(answers)
            await self._players.learn(appended.created)
            placements = await self._move(units, appended)
        except BaseException:
            ids = {id for unit in units for id in unit.seasons}
            behind = [self._catalog.season_by_id(id) for id in ids]
            await self._seasons.forget(behind, behind=True)
            raise
        return appended.outcomes, iter(placements)

    async def _move(self, units: Sequence[Unit], appended: Appended) -> list[Placement | None]:
        heads = dict(appended.before)  # the last event of each season that is in the index
        placements: list[Placement | None] = []
        for ranked, together in groupby(zip(units, appended.outcomes, strict=True), _is_ranked):
            accepted = [
                outcome
                for unit, part in together
                if not _is_refused(unit, part)
                for outcome in part
                if isinstance(outcome, Accepted)
            ]
            changes = [change for outcome in accepted for change in outcome.changes]
            links = links_of(accepted, heads) if heads else NO_LINKS
            if ranked:
                placements += await self._index.move_and_rank(changes, links)
            elif _is_erasure(units):  # also of seasons not loaded
                open = [change for change in changes if self._index.is_open(change.season)]
                await self._index.move(open, links)
            else:
                await self._index.move(changes, links)
            await self._feed.publish(changes)
        return placements

    def _receipts(
        self,
        leaderboard: Leaderboard,
        unit: Unit,
        outcomes: list[Outcome],
        placements: Iterator[Placement | None],
    ) -> list[Settled]:
        """What became of one unit, whose changes are in their places."""
        if _is_refused(unit, outcomes):
            return [o if isinstance(o, LaurelsError) else _refused_together() for o in outcomes]
        results: list[Settled] = []
        for outcome in outcomes:
            if not isinstance(outcome, Accepted):
                results.append(outcome)
                continue
            event, changes = outcome
            standings: Sequence[Standing] = ()
            if unit.ranked:
                placed = [(change, next(placements)) for change in changes]
                standings = standings_of(leaderboard, placed)
                self._answers.give(event, standings)
            results.append(new(Receipt, (event, False, standings)))
        return results

    async def erase_player(self, id: str) -> None:
        """Take a player out of every season of every leaderboard, and forget the profile.

        Both happen in one turn, so no score can come between; and they go on when the caller
        is cancelled, so the index cannot stay behind the journal.
        """
        erasing = asyncio.create_task(self._erase_player(id))
        self._erasing.add(erasing)
        erasing.add_done_callback(self._erasing.discard)
        await asyncio.shield(erasing)

    async def _erase_player(self, id: str) -> None:
        async with self.turn:
            if await self._players.find([id]) == [None]:
                raise PlayerNotFound(id)
            at = self._clock()
            units: list[Unit] = []
            concerned: list[Season] = []
            for leaderboard in self._catalog.leaderboards():
                seasons = self._catalog.seasons(leaderboard.number)
                if seasons:
                    erasure = Submission(leaderboard, id, (), kind=Kind.ERASURE)
                    units.append(Unit([erasure], [s.id for s in seasons], ranked=False))
                    concerned += seasons
            if units:
                await self._append(units, at)
                await self._seasons.forget(
                    [s for s in concerned if not (s.is_open(at) and self._index.is_open(s.id))]
                )
            await self._players.erase(id, at)

    async def finish(self) -> None:
        """Wait until all that was handed in is decided, also what nobody waits for any more."""
        under_way = [*self._erasing, *([] if self._committer is None else [self._committer])]
        if under_way:
            await asyncio.wait(under_way)

    async def keep_answers(self) -> None:
        """Keep the answers that no group has taken along. At a pause, and before the end."""
        async with self.turn:
            await self._answers.keep()


def _is_ranked(unit_and_outcomes: tuple[Unit, list[Outcome]]) -> bool:
    return unit_and_outcomes[0].ranked


def _scores_among(unit: Unit, settled: Sequence[Settled]) -> int:
    """How many scores of a unit count. A removal comes alone."""
    is_of_scores = settled and unit.submissions[0].kind is Kind.SCORE
    return [*map(type, settled)].count(Receipt) if is_of_scores else 0


def _is_refused(unit: Unit, outcomes: Sequence[Outcome]) -> bool:
    return unit.atomic and any(isinstance(outcome, LaurelsError) for outcome in outcomes)


def _refused_together() -> LaurelsError:
    return Conflict("Refused with another submission of the same atomic batch.")


def _is_erasure(units: Sequence[Unit]) -> bool:
    return any(one.kind is Kind.ERASURE for unit in units for one in unit.submissions[:1])
