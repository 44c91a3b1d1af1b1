"""Check what several processes write, while they write: entries and ranks as of one event."""

import asyncio

from laurels.ports.catalog import Catalog
from laurels.ports.journal import Journal, SharedJournal
from laurels.ports.live_ranks import LiveRanks
from laurels.rules.entry import Entry, apply_score, from_row
from laurels.rules.errors import Unavailable, UnprocessableScore
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import Event, Kind
from laurels.usecases.check_order import season_name
from laurels.usecases.facts import Difference, Fact
from laurels.usecases.find_season import find_season
from laurels.usecases.fold_journal import Entries

LOOKS = 50  # at players who score all the time
PAUSE_SECONDS = 0.02


async def read_entries(journal: Journal, season: Season, expected: Entries) -> Entries:
    """All entries of a season; those that are as expected are the same objects. O(entries)."""
    found: Entries = {}
    async for part in journal.entries(season.id):
        for row in part:
            player, entry = from_row(row)
            right = expected.get(player)
            found[player] = right if right is not None and right == entry else entry
    return found


class SharedParts:
    """What a check needs beyond a snapshot, where others append meanwhile.

    `ranks` are those that readers are answered from, or a sentence why they cannot be asked.
    """

    def __init__(self, journal: SharedJournal, ranks: LiveRanks | str) -> None:
        self.journal = journal
        self.ranks = ranks
        self.head = 0  # the event after which the season is that was levelled last

    async def level(
        self,
        catalog: Catalog,
        board: Leaderboard,
        season: Season,
        after: int,
        found: Entries,
        expected: Entries,
    ) -> None:
        """Bring what was found, in parts, and what is expected after an event to one later event
        of the season. O(events since).

        Only players with events since `after` can have been read at different instants: their
        entries are taken again, all of one instant, and their events folded up to it.
        """
        self.head = after
        await self.go_on(season, found)
        if self.head == after:
            return
        windows = [window for window in board.windows if window.name == season.window]
        async for part in self.journal.events(board.number, after):
            for event in part:
                if event.sequence > self.head:
                    return
                if event.kind == Kind.ERASURE:
                    expected.pop(event.player, None)
                elif any(
                    find_season(catalog, board, window, event.received_at).id == season.id
                    for window in windows
                ):
                    _apply(board, event, expected)

    async def go_on(self, season: Season, entries: Entries) -> set[int]:
        """Bring entries up to the season's present head; who was touched since the last one."""
        state = await self.journal.changed_entries(season.id, self.head)
        self.head = max(self.head, state.sequence)
        for player in state.removed:
            entries.pop(player, None)
        changed = dict(map(from_row, state.entries))
        entries |= changed
        return {*state.removed, *changed}


def _apply(board: Leaderboard, event: Event, entries: Entries) -> None:
    if event.kind != Kind.SCORE:
        entries.pop(event.player, None)
        return
    at = event.received_at if event.played_at is None else event.played_at
    standing = entries.get(event.player)
    try:
        entries[event.player] = apply_score(board, standing, event.values, event.sequence, at)
    except UnprocessableScore:
        return  # the entry, which has counted it, differs


class CheckRanks:
    """Holds the ranks that readers are answered from against the entries."""

    def __init__(self, shared: SharedParts) -> None:
        self._shared = shared
        self.fact = Fact("index in Redis is what the entries say")
        if isinstance(shared.ranks, str):
            self.fact.unseen = shared.ranks

    async def check(self, board: Leaderboard, season: Season, entries: Entries) -> None:
        """Compare a season that was levelled, unless Redis does not have it: the next reader has
        it loaded from the entries. `entries` go on to later events.

        O(entries). Whoever differs and has scored meanwhile is looked at again, and not counted
        where that does not end.
        """
        ranks = self._shared.ranks
        if isinstance(ranks, str) or self.fact.unseen:
            return
        try:
            await self._check(ranks, board, season, entries)
        except Unavailable as error:
            self.fact.unseen = str(error)

    async def _check(
        self, ranks: LiveRanks, board: Leaderboard, season: Season, entries: Entries
    ) -> None:
        suspects = await ranks.walk(season.id, board, entries)
        if suspects is None:
            return
        for look in range(LOOKS):
            if not suspects:
                break
            if look:
                await asyncio.sleep(PAUSE_SECONDS)
            await self._shared.go_on(season, entries)
            wrong = await ranks.wrong(season.id, board, entries, suspects)
            if wrong is None:
                return
            touched = await self._shared.go_on(season, entries)
            for player in sorted(wrong.keys() - touched):
                self._differs(board, season, player, entries.get(player))
            suspects = {player: wrong[player] for player in wrong.keys() & touched}
        for said in await ranks.miscounted(season.id, board, entries):
            self.fact.differ(
                Difference(board.id, season_name(season), None, "counts of its order", said)
            )
        self.fact.looked_at += len(entries) - len(suspects)

    def _differs(
        self, board: Leaderboard, season: Season, player: int, entry: Entry | None
    ) -> None:
        expected = "no place" if entry is None else f"the place of event {entry.sequence}"
        self.fact.differ(
            Difference(board.id, season_name(season), player, expected, "another in Redis")
        )
