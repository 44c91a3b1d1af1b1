"""Entries and pages as bytes: the only place where a row that is read becomes JSON.

Where the compiled writer was built it writes them; `plain_entry` and `plain_page` say what it
has to write, to the byte, and write it otherwise.
"""

from msgspec import UNSET, UnsetType

from laurels.api.cursors import cursor_head, page_cursor
from laurels.api.schemas import PageOut
from laurels.api.views import encode, entry_out
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Page, Row

try:
    from laurels.native.page_json import RowFormat
except ImportError:  # no compiler was there
    RowFormat = None  # type: ignore[assignment,misc]

MOST_FORMATS = 4096  # leaderboards, and seasons of one, that are kept ready


class PageFormat:
    """What the pages of one leaderboard, as it is defined now, have in common."""

    def __init__(self, leaderboard: Leaderboard) -> None:
        self.leaderboard = leaderboard
        self.rows = RowFormat(leaderboard)
        self._parts: dict[tuple[str, int], tuple[bytes, bytes, bytes]] = {}

    def parts(self, season: Season) -> tuple[bytes, bytes, bytes]:
        """A page's bytes before its total, and the bytes before the keys in its cursors.
        O(1) but for the first page of a season."""
        name = season.window, season.number
        parts = self._parts.get(name)
        if parts is None:
            if len(self._parts) >= MOST_FORMATS:
                self._parts.clear()
            board = self.leaderboard
            empty = encode(PageOut(board.id, *name, 0, [], None, None))
            head = empty[: empty.index(b'0,"entries":[]')]
            after, before = (cursor_head(way, board, season) for way in ("after", "before"))
            parts = self._parts[name] = head, after, before
        return parts


_formats: dict[int, PageFormat] = {}  # by the leaderboard's number


def _format(leaderboard: Leaderboard) -> PageFormat:
    """The format of this very definition: a changed one is another object."""
    found = _formats.get(leaderboard.number)
    if found is None or found.leaderboard is not leaderboard:
        if found is None and len(_formats) >= MOST_FORMATS:
            _formats.clear()
        found = _formats[leaderboard.number] = PageFormat(leaderboard)
    return found


def entry_json(leaderboard: Leaderboard, row: Row) -> bytes:
    """A player's entry, an `EntryOut`. O(columns + tiers)."""
    if RowFormat is None:
        return plain_entry(leaderboard, row)
    return _format(leaderboard).rows.entry(*row)


def page_json(
    leaderboard: Leaderboard,
    page: Page,
    *,
    is_listed: bool = False,
    rank: int | UnsetType = UNSET,
) -> bytes:
    """A page with its cursors, a `PageOut`. O(rows).

    `is_listed` tells that the page was asked for by its place, so one behind the last entry
    leads back to it. `rank` is the one that a score would have, where one was asked for.
    """
    season, total, ranked, cards = page
    if RowFormat is None or not ranked:
        return plain_page(leaderboard, page, is_listed=is_listed, rank=rank)
    format = _format(leaderboard)
    head, after, before = format.parts(season)
    shown = None if isinstance(rank, UnsetType) else rank
    return format.rows.page(head, ranked, cards, total, after, before, shown)


def plain_entry(leaderboard: Leaderboard, row: Row) -> bytes:
    """As `entry_json`, by msgspec. O(columns + tiers)."""
    return encode(entry_out(leaderboard, row))


def plain_page(
    leaderboard: Leaderboard,
    page: Page,
    *,
    is_listed: bool = False,
    rank: int | UnsetType = UNSET,
) -> bytes:
    """As `page_json`, by msgspec. O(rows)."""
    season = page.season
    following, previous = _cursors(leaderboard, page, is_listed)
    return encode(
        PageOut(
            leaderboard.id,
            season.window,
            season.number,
            page.total,
            [entry_out(leaderboard, row) for row in page.rows],
            following,
            previous,
            rank,
        )
    )


def _cursors(
    leaderboard: Leaderboard, page: Page, is_listed: bool
) -> tuple[str | None, str | None]:
    """The cursors of the pages behind a page and before it, where there are such."""
    order, ranked, season = leaderboard.order_key, page.ranked, page.season
    following = previous = None
    if ranked:
        first, last = ranked[0], ranked[-1]
        if last.position + 1 < page.total:
            key = order.pack(last.entry.values, last.entry.sequence)
            following = page_cursor("after", leaderboard, season, key)
        if first.position > 0:
            key = order.pack(first.entry.values, first.entry.sequence)
            previous = page_cursor("before", leaderboard, season, key)
    elif is_listed and page.total:
        previous = page_cursor("before", leaderboard, season, b"\xff" * order.size)
    return following, previous
