"""Take scores: the only place that orders journal, ranking index and answers.

While one group commits, what arrives gathers; the next commit takes all of it. The index
moves only after the commit, event by event, so each answer holds the exact rank right
before and right after its own event.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Answer, Journal
from laurels.ports.players import Players
from laurels.ports.ranking_index import Placement, RankingIndex
from laurels.rules.errors import Conflict, LaurelsError, LeaderboardNotFound, PlayerNotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import (
    Accepted,
    Change,
    Event,
    Kind,
    Outcome,
    Replayed,
    Submission,
    Unit,
)
from laurels.usecases.seasons import Seasons

ANSWERS_SECONDS = 0.05  # how long answers wait for a next group to be kept with

log = logging.getLogger(__name__)


class Standing(NamedTuple):
    """Where a submission has put its player in one season."""

    season: int  # its id
    values: tuple[int, ...]
    rank: int
    ahead: int
    total: int
    previous_rank: int | None
    previous_values: tuple[int, ...] | None
    improved: bool


class Receipt(NamedTuple):
    """The answer to an accepted or repeated submission; a standing for each window."""

    event: Event
    replayed: bool
    standings: Sequence[Standing]


Result = Receipt | LaurelsError
_standings = msgspec.json.Decoder(list[Standing])


class _Waiting(NamedTuple):
    leaderboard: Leaderboard
    submissions: Sequence[Submission]
    atomic: bool
    ranked: bool
    results: asyncio.Future[list[Result]]


class SubmitScores:
    """Group commit in front of the journal, and the index behind it."""

    def __init__(
        self,
        catalog: Catalog,
        players: Players,
        journal: Journal,
        index: RankingIndex,
        seasons: Seasons,
        clock: Callable[[], int],
        *,
        auto_create_players: bool,
        group_size: int,
    ) -> None:
        self._catalog = catalog
        self._players = players
        self._journal = journal
        self._index = index
        self._seasons = seasons
        self._clock = clock
        self._auto_create_players = auto_create_players
        self._group_size = group_size
        self._waiting: deque[_Waiting] = deque()
        self._committer: asyncio.Task[None] | None = None
        self._answers: dict[int, Answer] = {}  # given, and not yet kept
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
        unknown = await self._unknown_players(submissions)
        if unknown and atomic:
            return [next(iter(unknown.values())) for _ in submissions]
        known = [s for i, s in enumerate(submissions) if i not in unknown]
        taken = iter(await self._enqueue(leaderboard, known, atomic, ranked) if known else ())
        return [unknown[i] if i in unknown else next(taken) for i in range(len(submissions))]

    async def _unknown_players(self, submissions: Sequence[Submission]) -> dict[int, LaurelsError]:
        if self._auto_create_players:
            return {}
        cards = await self._players.find([s.player for s in submissions])
        return {
            index: PlayerNotFound(submission.player)
            for index, (submission, card) in enumerate(zip(submissions, cards, strict=True))
            if card is None
        }

    def _enqueue(
        self,
        leaderboard: Leaderboard,
        submissions: Sequence[Submission],
        atomic: bool,
        ranked: bool,
    ) -> asyncio.Future[list[Result]]:
        results: asyncio.Future[list[Result]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(leaderboard, submissions, atomic, ranked, results))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_groups())
        return results

    async def _commit_groups(self) -> None:
        try:
            while self._waiting:
                async with self.turn:
                    await self._commit(self._take_group())
        finally:
            self._committer = None
        if self._answers:
            await asyncio.sleep(ANSWERS_SECONDS)
            if self._committer is None:
                await self.keep_answers()

    def _take_group(self) -> list[_Waiting]:
        group, size = [], 0
        while self._waiting and size < self._group_size:
            group.append(self._waiting.popleft())
            size += len(group[-1].submissions)
        return group

    async def _commit(self, group: list[_Waiting]) -> None:
        try:
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

    async def _results(self, group: list[_Waiting]) -> list[list[Result] | Exception]:
        at = self._clock()
        results: list[list[Result] | Exception] = []
        units: list[tuple[int, Unit]] = []  # where its results go, and the unit
        for place, waiting in enumerate(group):
            try:
                self._check_unchanged(waiting.leaderboard)
                seasons = await self._seasons.for_writing(waiting.leaderboard, at)
            except LaurelsError as error:
                results.append(error)
                continue
            results.append([])
            ids = [season.id for season in seasons]
            unit = Unit(waiting.submissions, ids, waiting.atomic, waiting.ranked)
            units.append((place, unit))
        if units:
            outcomes = await self._append([unit for _, unit in units], at)
            # All of the group is in its place before anything else can fail.
            placements = await self._move_group([unit for _, unit in units], outcomes)
            for (place, unit), part, placed in zip(units, outcomes, placements, strict=True):
                leaderboard = group[place].leaderboard
                results[place] = await self._receipts(leaderboard, unit, part, placed)
        return results

    def _check_unchanged(self, leaderboard: Leaderboard) -> None:
        """Refuse what was read by a definition that has changed while it waited."""
        present = self._catalog.leaderboard(leaderboard.id)
        if present is None or present.number != leaderboard.number:
            raise LeaderboardNotFound(leaderboard.id)
        if present.definition != leaderboard.definition:
            raise Conflict(f"'{leaderboard.id}' has just been changed; send the score again.")

    async def _append(self, units: list[Unit], at: int) -> list[list[Outcome]]:
        ids = list({s.player for unit in units for s in unit.submissions})
        cards = await self._players.find(ids)
        known = {card.id: card.number for card in cards if card is not None}
        answers = list(self._answers.values())
        appended = await self._journal.append(units, known, at, answers)
        for answer in answers:
            del self._answers[answer.sequence]
        await self._players.learn(appended.created)
        return appended.outcomes

    async def _move_group(
        self, units: Sequence[Unit], outcomes: Sequence[list[Outcome]]
    ) -> list[list[Placement | None]]:
        """Move the index by a group that is committed; the placements of each unit.

        When that breaks off, the seasons concerned are dropped: they are loaded from the
        journal again before anyone is told a rank.
        """
        try:
            return [
                await self._move(unit, part) for unit, part in zip(units, outcomes, strict=True)
            ]
        except BaseException:
            ids = {id for unit in units for id in unit.seasons}
            await self._seasons.forget([self._catalog.season_by_id(id) for id in ids])
            raise

    async def _move(self, unit: Unit, outcomes: list[Outcome]) -> list[Placement | None]:
        """Move the index by one unit; a placement for each change of a ranked one."""
        if _is_refused(unit, outcomes):
            return []
        changes = [c for o in outcomes if isinstance(o, Accepted) for c in o.changes]
        if unit.ranked:
            return await self._index.move_and_rank(changes)
        await self._index.move(changes)
        return []

    async def _receipts(
        self,
        leaderboard: Leaderboard,
        unit: Unit,
        outcomes: list[Outcome],
        placed: list[Placement | None],
    ) -> list[Result]:
        """The answers to one unit, whose changes are in their places."""
        if _is_refused(unit, outcomes):
            return [o if isinstance(o, LaurelsError) else _refused_together() for o in outcomes]
        if not unit.ranked:
            return [o if isinstance(o, LaurelsError) else _receipt(o, ()) for o in outcomes]
        placements = iter(placed)
        results: list[Result] = []
        for outcome in outcomes:
            match outcome:
                case Accepted(event, event_changes):
                    standings = [
                        _standing(leaderboard, change, placement)
                        for change in event_changes
                        if (placement := next(placements)) is not None
                    ]
                    self._owe(event, standings)
                    results.append(_receipt(outcome, standings))
                case Replayed():
                    results.append(await self._replay(leaderboard, outcome))
                case error:
                    results.append(error)
        return results

    async def _replay(self, leaderboard: Leaderboard, outcome: Replayed) -> Result:
        try:
            return _receipt(outcome, await self._first(leaderboard, outcome.event))
        except LaurelsError as error:  # only the repeat has to be sent again
            return error

    def _owe(self, event: Event, standings: list[Standing]) -> None:
        if event.submission_id is not None:
            body = msgspec.json.encode(standings)
            self._answers[event.sequence] = Answer(event.sequence, body)

    async def _first(self, leaderboard: Leaderboard, event: Event) -> Sequence[Standing]:
        """The standings that a submission was answered with the first time.

        One that came in a batch without ranks was answered with none: it gets the present.
        """
        if answer := self._answers.get(event.sequence):
            return _standings.decode(answer.body)
        if body := await self._journal.answer(event.sequence):
            return _standings.decode(body)
        standings = []
        for season in self._seasons.at(leaderboard, event.received_at):
            await self._seasons.ensure(leaderboard, season, self._clock())
            if ranked := await self._index.entry(season.id, event.player):
                entry, improved = ranked.entry, ranked.entry.sequence == event.sequence
                standings.append(
                    Standing(
                        *(season.id, entry.values, ranked.rank, ranked.ahead, ranked.total),
                        *(None, None, improved),
                    )
                )
        return standings

    async def erase_player(self, id: str) -> None:
        """Take a player out of every season of every leaderboard, and forget the profile.

        Both happen in one turn, so no score can come between.
        """
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
                await self._move_group(units, await self._append(units, at))
                await self._seasons.forget([s for s in concerned if not s.is_open(at)])
            await self._players.erase(id, at)

    async def keep_answers(self) -> None:
        """Keep the answers that no group has taken along. At a pause, and before the end."""
        async with self.turn:
            answers = list(self._answers.values())
            if not answers:
                return
            try:
                await self._journal.keep_answers(answers)
            except LaurelsError as error:  # they stay, and go with the next group
                log.warning("answers could not be kept yet: %s", error)
                return
            for answer in answers:
                del self._answers[answer.sequence]

    async def recover_answers(self) -> None:
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
        for event, changes_of in accepted:
            standings = [
                _standing(boards[event.leaderboard], change, placement)
                for change in changes_of
                if (placement := next(placements[change.season])) is not None
            ]
            self._owe(event, standings)
        await self.keep_answers()

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


def _receipt(outcome: Accepted | Replayed, standings: Sequence[Standing]) -> Receipt:
    return Receipt(outcome.event, isinstance(outcome, Replayed), standings)


def _is_refused(unit: Unit, outcomes: Sequence[Outcome]) -> bool:
    return unit.atomic and any(isinstance(outcome, LaurelsError) for outcome in outcomes)


def _refused_together() -> LaurelsError:
    return Conflict("Refused with another submission of the same atomic batch.")


def _standing(leaderboard: Leaderboard, change: Change, placement: Placement) -> Standing:
    entry, previous = change.entry, change.previous
    assert entry is not None
    prefix = leaderboard.order_key.prefix
    return Standing(
        change.season,
        entry.values,
        placement.rank,
        placement.ahead,
        placement.total,
        placement.previous_rank,
        None if previous is None else previous.values,
        previous is None or prefix(entry.values) < prefix(previous.values),
    )
