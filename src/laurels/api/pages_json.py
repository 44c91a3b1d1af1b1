"""Entries and pages as bytes: the only place where a row that is read becomes JSON."""

from msgspec import UNSET, UnsetType

from laurels.api.cursors import page_cursor
from laurels.api.schemas import PageOut
from laurels.api.views import encode, entry_out
from laurels.rules.leaderboard import Leaderboard
from laurels.usecases.read_ranks import Page, Row


def entry_json(leaderboard: Leaderboard, row: Row) -> bytes:
    """A player's entry, an `EntryOut`. O(columns + tiers)."""
    return encode(entry_out(leaderboard, row))


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
    order, rows, season = leaderboard.order_key, page.rows, page.season
    following = previous = None
    if rows:
        first, last = rows[0].ranked, rows[-1].ranked
        if last.position + 1 < page.total:
            key = order.pack(last.entry.values, last.entry.sequence)
            following = page_cursor("after", leaderboard, season, key)
        if first.position > 0:
            key = order.pack(first.entry.values, first.entry.sequence)
            previous = page_cursor("before", leaderboard, season, key)
    elif is_listed and page.total:
        previous = page_cursor("before", leaderboard, season, b"\xff" * order.size)
    return encode(
        PageOut(
            leaderboard.id,
            season.window,
            season.number,
            page.total,
            [entry_out(leaderboard, row) for row in rows],
            following,
            previous,
            rank,
        )
    )
