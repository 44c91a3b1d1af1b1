"""What is shown of one window of a leaderboard, as it was read last, and what is different now."""

import asyncio
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from laurels.ports.live_feed import LiveFeed, Moved
from laurels.rules.entry import Entry
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.overtaking import Move, overtakers
from laurels.rules.season import Season
from laurels.usecases.live_messages import (
    Overtaken,
    Passer,
    SeasonTurned,
    Show,
    Shown,
    top_change,
)
from laurels.usecases.live_views import Followed, Kept, Top, TopStep
from laurels.usecases.read_ranks import ReadRanks, Row

MOST_NAMED = 5  # of those who overtook someone at once
AT_ONCE = 250  # players looked up before other work of the event loop gets its turn
VERSION_BITS, VERSION_STEP = 20, 1 << 10  # of a second; a message's
Moves = Mapping[int, tuple[Entry | None, Entry | None]]  # player number: entry before and after


class Look(NamedTuple):
    """What a look has found."""

    version: int
    turned: SeasonTurned | None  # then everything is to be shown anew
    steps: Mapping[int, TopStep]  # by size of top
    changed: frozenset[str]  # followed players
    overtaken: Mapping[str, Overtaken]  # by followed player


class Passed(NamedTuple):
    """A followed player, by whom they were passed, and how many that were."""

    row: Row
    by: Sequence[Passer]
    total: int


class Sight:
    """The tops and the followed players of a board, and the last that was seen of them."""

    def __init__(
        self, read_ranks: ReadRanks, feed: LiveFeed, window: str, show: Show, moved: Moved
    ) -> None:
        self.tops: dict[int, Top] = {}
        self.followed: dict[str, Followed] = {}
        self.season: Season | None = None
        # Above every version of an earlier process, and of an earlier watch of the same board;
        # the lowest bits tell this watch's versions from those of other processes.
        self._mark = secrets.randbelow(VERSION_STEP)
        self.version = (int(time.time()) << VERSION_BITS) + self._mark
        self._read = read_ranks
        self._feed = feed
        self._window = window
        self._show = show
        self._moved = moved
        self._seen = ""  # the version of what was read last; equal means that nothing is different
        self._shown_as: Leaderboard | None = None  # the definition that it was read by
        self._left: Season | None = None  # a season that has ended, which nobody was told yet
        self._fresh = False  # a top or a followed player that was never looked at

    def top(self, size: int) -> Top:
        """The top of that size, which the next look fills if it is new."""
        if size not in self.tops:
            self._fresh = True
            self.tops[size] = Top(size, self.version)
        return self.tops[size]

    def follow(self, player: str) -> Followed:
        """A player, whom the next look finds if nobody has followed them so far."""
        if player not in self.followed:
            self._fresh = True
            self.followed[player] = Followed(player, self.version)
        return self.followed[player]

    def forget_unused(self, since: float) -> None:
        """Let go of what nobody has looked at since an instant of the event loop's clock."""
        for size in [size for size, top in self.tops.items() if _is_unused(top, since)]:
            del self.tops[size]
        for id, followed in tuple(self.followed.items()):
            if _is_unused(followed, since) or (not followed.users and followed.key is None):
                del self.followed[id]  # who has no entry has nothing to come back to

    def next_version(self) -> int:
        """For a message."""
        self.version += VERSION_STEP
        return self.version

    def is_own(self, version: int) -> bool:
        """Whether a version can be one of this watch."""
        return version % VERSION_STEP == self._mark

    async def close(self) -> None:
        """Look no more."""
        if self.season is not None and self.season.id:
            await self._feed.unwatch(self.season.id, self._moved)

    async def look(self, leaderboard: Leaderboard, moves: Moves) -> Look | None:
        """What is different since the last look; None where nothing is. O(rows shown + moves
        log followed), O(1) where nothing was written.

        SeasonNotFound where the window is gone, Unavailable where the season cannot be read now.
        """
        season = await self._read.season(leaderboard, self._window)
        await self._enter(season)
        seen = await self._read.version(season)
        is_same = seen == self._seen and leaderboard is self._shown_as
        if is_same and not self._fresh and self._left is None:
            return None
        self._seen, self._fresh = "", False  # until this look has come to its end
        page = await self._read.page(season, 0, max(self.tops, default=0))
        rows = [Shown(row.card.id, self._show.row(leaderboard, row), row) for row in page.rows]
        found = await self._find_followed(season)
        passed = await self._passed(leaderboard, season, found, moves)
        look = await self._take(leaderboard, season, rows, page.total, found, passed)
        self._seen, self._shown_as = seen, leaderboard
        return look

    async def _take(
        self,
        leaderboard: Leaderboard,
        season: Season,
        rows: Sequence[Shown],
        total: int,
        found: Sequence[Row],
        passed: Sequence[Passed],
    ) -> Look:
        """Let what was read be what is shown. Nothing fails here, so nothing is half done."""
        left, self._left = self._left, None
        turned = None if left is None else SeasonTurned(self.next_version(), left, season)
        overtaken = {} if turned else {one.row.card.id: self._overtaken(one) for one in passed}
        version = self.next_version()
        changed = await self._compare_followed(leaderboard, found, version)
        steps = self._compare_tops(rows, total, version)
        if turned is not None:
            kept: Sequence[Kept] = [*self.tops.values(), *self.followed.values()]
            for shown in kept:
                shown.forget(version)
        return Look(version, turned, steps, changed, overtaken)

    async def _find_followed(self, season: Season) -> list[Row]:
        """Their entries, in parts, so that other work of the event loop gets its turn."""
        ids, found = list(self.followed), []
        for start in range(0, len(ids), AT_ONCE):
            if start:
                await asyncio.sleep(0)
            rows, _ = await self._read.query(season, ids[start : start + AT_ONCE])
            found += rows
        return found

    async def _enter(self, season: Season) -> None:
        """Watch the season that is open now, which may be the next one or just begun."""
        before = self.season
        if before is not None and (before.id, before.number) == (season.id, season.number):
            return
        if season.id:
            await self._feed.watch(season.id, self._moved)
        self.season = season
        if before is not None and before.number != season.number:
            self._left = self._left or before
        if before is not None and before.id:
            await self._feed.unwatch(before.id, self._moved)

    def _compare_tops(self, rows: Sequence[Shown], total: int, version: int) -> dict[int, TopStep]:
        steps = {}
        for size, top in self.tops.items():
            now = rows[:size]
            change = top_change(top.rows, now)
            if top.is_new or total != top.total or change:
                step = TopStep(version, total, change, now)
                top.take(step)
                steps[size] = step
        return steps

    async def _compare_followed(
        self, leaderboard: Leaderboard, found: Sequence[Row], version: int
    ) -> frozenset[str]:
        rows, changed = {row.card.id: row for row in found}, []
        is_same = leaderboard is self._shown_as
        for count, (player, followed) in enumerate(tuple(self.followed.items()), 1):
            if count % AT_ONCE == 0:
                await asyncio.sleep(0)
            row, key = rows.get(player), None
            if is_same and row == followed.shown.row and followed.shown.text:
                continue
            if row is None:
                text = self._show.absent(player)
            else:
                text = self._show.row(leaderboard, row)
                key = _key(leaderboard, row.ranked.entry)
            if text != followed.shown.text:
                changed.append(player)
            followed.take(Shown(player, text, row), key, version)
        return frozenset(changed)

    async def _passed(
        self, leaderboard: Leaderboard, season: Season, found: Sequence[Row], moves: Moves
    ) -> list[Passed]:
        """Who of the followed was passed, by whom."""
        if not moves or not self.followed or self._left is not None:
            return []
        rows = {row.ranked.player: row for row in found}
        before = {
            number: followed.key
            for number, row in rows.items()
            if (followed := self.followed[row.card.id]).key is not None
        }
        after = {n: _key(leaderboard, rows[n].ranked.entry) for n in before}
        moved = [
            Move(player, was and _key(leaderboard, was), now and _key(leaderboard, now))
            for player, (was, now) in moves.items()
        ]
        passings = overtakers(before, after, moved, MOST_NAMED)
        named = {number for passing in passings.values() for number in passing.best}
        passers = await self._passers(season, list(named))
        return [
            Passed(rows[number], [passers[n] for n in passing.best if n in passers], passing.total)
            for number, passing in passings.items()
        ]

    async def _passers(self, season: Season, numbers: Sequence[int]) -> dict[int, Passer]:
        """Those who are named, by number: whoever passed many is read once, and kept once."""
        return {
            row.ranked.player: Passer(row.card.id, row.card.display_name, row.ranked.rank)
            for row in await self._read.rows(season, numbers)
        }

    def _overtaken(self, passed: Passed) -> Overtaken:
        row, followed = passed.row, self.followed[passed.row.card.id]
        before = followed.shown.row
        previous = row.ranked.rank if before is None else before.ranked.rank
        message = Overtaken(
            *(self.next_version(), row.card.id, row.ranked.rank, previous, passed.by, passed.total)
        )
        followed.overtakings.append(message)
        return message


def _is_unused(kept: Kept, since: float) -> bool:
    return not kept.users and kept.unused_since < since


def _key(leaderboard: Leaderboard, entry: Entry) -> bytes:
    return leaderboard.order_key.pack(entry.values, entry.sequence)
