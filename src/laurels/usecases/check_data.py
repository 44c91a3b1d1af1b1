"""Prove that a data set is what its journal says: entries, submission ids, and order."""

from collections.abc import Callable, Sequence

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.ports.upkeep import EventRow, Upkeep
from laurels.rules.entry import Entry
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.check_order import CheckedIndex, CheckOrder, season_name
from laurels.usecases.check_shared import CheckRanks, SharedParts, read_entries
from laurels.usecases.check_submissions import CheckSubmissions
from laurels.usecases.facts import Difference, Fact
from laurels.usecases.fold_journal import Entries, Fold, only_one, walk


class CheckData:
    """Changes nothing. O(events + entries * log entries).

    Reads one snapshot; or, where others append meanwhile (`shared`), each season as it is after
    an event of its own.
    """

    def __init__(
        self,
        catalog: Catalog,
        journal: Journal,
        upkeep: Upkeep,
        make_index: Callable[[], CheckedIndex],
        leaderboards: Sequence[Leaderboard],
        shared: SharedParts | None = None,
    ) -> None:
        self._catalog = catalog
        self._journal = journal
        self._leaderboards = leaderboards
        self._names = {board.number: board.id for board in leaderboards}
        self._upkeep = upkeep
        self._submissions = CheckSubmissions(upkeep, self._names)
        self._order = CheckOrder(make_index)
        self._shared = shared
        self._ranks = CheckRanks(shared) if shared else None
        self._last = 0  # the event up to which they were folded
        self.sequences = Fact("event sequences grow")
        self.entries = Fact("entries are the fold of the events")

    @property
    def facts(self) -> list[Fact]:
        """All facts, in the order in which they are checked."""
        facts = [self.sequences, self._submissions.fact, self.entries, self._order.fact]
        return [*facts, self._ranks.fact] if self._ranks else facts

    async def fold(self, advance: Callable[[int], None]) -> Fold:
        """Walk through the events: check them, and fold them. O(events).

        `advance` gets by how much the sequence has grown.
        """
        fold, only = Fold(self._leaderboards, self._catalog), only_one(self._leaderboards)
        at = 0
        async for part in walk(self._upkeep, self._leaderboards):
            self._check_sequences(at, part)
            fold.apply(part)
            last = part[-1][0]
            await self._submissions.check(await self._upkeep.submissions(only, at, last))
            advance(last - at)
            at = last
        if only is None:
            await self._submissions.check_strays(at)
        self._last = at
        return fold

    async def compare(self, fold: Fold, advance: Callable[[int], None]) -> None:
        """Compare the entries with the fold, and check their order. O(entries * log entries).

        `advance` gets how many entries were compared. The fold is used up.
        """
        if self._shared:
            await self._catalog.refresh()  # seasons may have begun since
        self._check_fold(fold)
        for board in self._leaderboards:
            for season in self._catalog.seasons(board.number):
                if season.id in fold.entries:
                    found = await self._compare(board, season, fold)
                    await self._order.check(board, season, found)
                    if self._ranks:
                        await self._ranks.check(board, season, found)
                    advance(len(found))

    def _check_sequences(self, last: int, events: Sequence[EventRow]) -> None:
        self.sequences.looked_at += len(events)
        for sequence, leaderboard, player, *_ in events:
            if sequence <= last:
                name, expected = self._names.get(leaderboard, ""), f"a sequence above {last}"
                self.sequences.differ(Difference(name, "", player, expected, str(sequence)))
            last = sequence

    def _check_fold(self, fold: Fold) -> None:
        for number, window, span in sorted(fold.missing):
            if self._catalog.season(number, window, span.number):
                continue
            season = f"{window} {span.number}"
            self.entries.differ(
                Difference(self._names[number], season, None, "a season for its events", "none")
            )
        for event in fold.overflows:
            self.entries.differ(
                Difference(
                    self._names[event.leaderboard],
                    "",
                    event.player,
                    f"a sum within 64 bits at event {event.sequence}",
                    "more",
                )
            )

    async def _compare(self, board: Leaderboard, season: Season, fold: Fold) -> Entries:
        """Compare what is kept with what is expected, which is used up; what is kept."""
        expected = fold.entries.pop(season.id)
        found = await read_entries(self._journal, season, expected)
        if self._shared:
            await self._shared.level(self._catalog, board, season, self._last, found, expected)
        for player, entry in found.items():
            right = expected.pop(player, None)
            if entry != right:
                self._differs(board, season, player, right, entry)
        self.entries.looked_at += len(found) + len(expected)
        for player, right in sorted(expected.items()):
            self._differs(board, season, player, right, None)
        return found

    def _differs(
        self,
        board: Leaderboard,
        season: Season,
        player: int,
        right: Entry | None,
        found: Entry | None,
    ) -> None:
        shown = _shown(board, right), _shown(board, found)
        self.entries.differ(Difference(board.id, season_name(season), player, *shown))


def _shown(board: Leaderboard, entry: Entry | None) -> str:
    if entry is None:
        return "no entry"
    values = ", ".join(
        f"{column.name} {value}" for column, value in zip(board.columns, entry.values, strict=False)
    )
    return (
        f"{values} at {entry.sequence}, {entry.events} events, since {to_text(entry.achieved_at)}"
    )
