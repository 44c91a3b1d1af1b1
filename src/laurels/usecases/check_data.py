"""Prove that a data set is what its journal says: entries, submission ids, and order."""

from collections.abc import Callable, Sequence

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal
from laurels.ports.upkeep import Upkeep
from laurels.rules.entry import Entry
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import Event
from laurels.usecases.check_order import CheckedIndex, CheckOrder, season_name
from laurels.usecases.check_submissions import CheckSubmissions
from laurels.usecases.facts import Difference, Fact
from laurels.usecases.fold_journal import Entries, Fold, only_one, standing_entries


class CheckData:
    """Reads one snapshot; changes nothing. O(events + entries * log entries)."""

    def __init__(
        self,
        catalog: Catalog,
        journal: Journal,
        upkeep: Upkeep,
        make_index: Callable[[], CheckedIndex],
        leaderboards: Sequence[Leaderboard],
    ) -> None:
        self._catalog = catalog
        self._journal = journal
        self._leaderboards = leaderboards
        self._names = {board.number: board.id for board in leaderboards}
        self._sequence = 0
        self._submissions = CheckSubmissions(upkeep, self._names)
        self._order = CheckOrder(journal, make_index)
        self.sequences = Fact("event sequences grow")
        self.entries = Fact("entries are the fold of the events")

    @property
    def facts(self) -> list[Fact]:
        """All facts, in the order in which they are checked."""
        return [self.sequences, self._submissions.fact, self.entries, self._order.fact]

    async def fold(self, advance: Callable[[int], None]) -> Fold:
        """Walk through the events: check them, and fold them. O(events).

        `advance` gets by how much the sequence has grown.
        """
        fold, only = Fold(self._leaderboards, self._catalog), only_one(self._leaderboards)
        at = 0
        async for part in self._journal.events(only):
            self._check_sequences(part)
            for event in part:
                fold.apply(event)
            await self._submissions.check(part)
            advance(part[-1].sequence - at)
            at = part[-1].sequence
        if only is None:
            await self._submissions.check_strays()
        return fold

    async def compare(self, fold: Fold, advance: Callable[[int], None]) -> None:
        """Compare the entries with the fold, and check their order. O(entries * log entries).

        `advance` gets how many entries were compared. The fold is used up.
        """
        self._check_fold(fold)
        for board in self._leaderboards:
            for season in self._catalog.seasons(board.number):
                found = await standing_entries(self._journal, season.id)
                self._compare(board, season, fold.entries.pop(season.id), found)
                await self._order.check(board, season, found)
                advance(len(found))

    def _check_sequences(self, events: Sequence[Event]) -> None:
        self.sequences.looked_at += len(events)
        for event in events:
            if event.sequence <= self._sequence:
                self.sequences.differ(
                    Difference(
                        self._names.get(event.leaderboard, ""),
                        "",
                        event.player,
                        f"a sequence above {self._sequence}",
                        str(event.sequence),
                    )
                )
            self._sequence = event.sequence

    def _check_fold(self, fold: Fold) -> None:
        for number, window, span in sorted(fold.missing):
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

    def _compare(
        self, board: Leaderboard, season: Season, expected: Entries, found: Entries
    ) -> None:
        self.entries.looked_at += len(expected.keys() | found.keys())
        if expected == found:
            return
        for player in sorted(expected.keys() | found.keys()):
            right, is_there = expected.get(player), found.get(player)
            if right != is_there:
                self.entries.differ(
                    Difference(
                        board.id,
                        season_name(season),
                        player,
                        _shown(board, right),
                        _shown(board, is_there),
                    )
                )


def _shown(board: Leaderboard, entry: Entry | None) -> str:
    if entry is None:
        return "no entry"
    values = ", ".join(
        f"{column.name} {value}" for column, value in zip(board.columns, entry.values, strict=False)
    )
    return (
        f"{values} at {entry.sequence}, {entry.events} events, since {to_text(entry.achieved_at)}"
    )
