"""What the hottest reads answer, for whichever door they come through."""

from typing import NamedTuple

from laurels.api.access import Scope, header, readable_board
from laurels.api.answer import NOT_MODIFIED, Answer
from laurels.api.cursors import PageCursor, read_page_cursor
from laurels.api.page_cache import PageCache
from laurels.api.pages_json import entry_json, page_json
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Page
from laurels.usecases.seasons import refuse_segment
from laurels.wiring import Laurels

LISTED, MOST_LISTED = 10, 1000  # entries on a page: by default, and at most
SPAN, WIDEST_SPAN = 5, 500  # entries above and below a player: by default, and at most
NO_CACHE = ("Cache-Control", "no-cache")


class Asked(NamedTuple):
    """Which season of a leaderboard a request reads: None is the default of each."""

    window: str | None = None
    season: int | None = None
    segment: str | None = None


class Slice(NamedTuple):
    """Which entries of it: from an offset on or, steady under writes, from a cursor on."""

    limit: int = LISTED
    offset: int | None = None
    cursor: str | None = None


class Reads:
    """The reads, and the pages that they have encoded already."""

    def __init__(self, laurels: Laurels) -> None:
        self._laurels = laurels
        self._pages = PageCache()

    async def season(self, scope: Scope, id: str, asked: Asked) -> tuple[Leaderboard, Season]:
        """The leaderboard and season that a request reads, where it may. O(headers), and
        O(entries) for a closed season that has to be loaded."""
        board, season, _ = await self._found(scope, id, asked)
        return board, season

    async def entries(self, scope: Scope, id: str, asked: Asked, slice: Slice) -> Answer:
        """A page. O(limit) the first time, O(1) as long as the season stays as it is; no page is
        made where the client has it."""
        board, season, start = await self._found(scope, id, asked, slice.cursor)
        version = await self._laurels.read_ranks.version(season)
        tag = f'"{self._laurels.started}.{version}"'
        headers = (("ETag", tag), NO_CACHE)
        if has_tag(header(scope, b"if-none-match"), tag):
            return Answer(b"", NOT_MODIFIED, headers)
        kept_as = (board.number, season.window, season.number, slice)
        body = self._pages.get(kept_as, version)
        if body is None:
            page = await self._page(board, season, slice, start)
            is_listed = start is None or start.direction == "after"
            body = page_json(board, page, is_listed=is_listed)
            self._pages.put(kept_as, version, body)
        return Answer(body, headers=headers)

    async def entry(self, scope: Scope, id: str, player: str, asked: Asked) -> Answer:
        """A player's entry. O(log n)."""
        board, season, _ = await self._found(scope, id, asked)
        row = await self._laurels.read_ranks.entry(board, season, player)
        return Answer(entry_json(board, row))

    async def around(self, scope: Scope, id: str, player: str, asked: Asked, span: int) -> Answer:
        """A player's entry among those above and below. O(log n + span)."""
        board, season, _ = await self._found(scope, id, asked)
        page = await self._laurels.read_ranks.around(board, season, player, span)
        return Answer(page_json(board, page))

    async def _found(
        self, scope: Scope, id: str, asked: Asked, cursor: str | None = None
    ) -> tuple[Leaderboard, Season, PageCursor | None]:
        """What a request reads, and where its cursor leads. The leaderboard is as it is now: a
        definition that was changed while a season was loaded must not be shown, or kept, as
        the new one."""
        while True:
            board = await readable_board(self._laurels, scope, id)
            window, number, start = asked.window, asked.season, None
            if cursor is not None:
                start = read_page_cursor(cursor, board, window, number)
                window, number = start.window, start.season
            refuse_segment(asked.segment)
            season = await self._laurels.read_ranks.season(board, window, number)
            if self._laurels.manage_leaderboards.get(id) is board:
                return board, season, start

    async def _page(
        self, board: Leaderboard, season: Season, slice: Slice, start: PageCursor | None
    ) -> Page:
        read = self._laurels.read_ranks
        if start is None:
            return await read.page(season, slice.offset or 0, slice.limit)
        if start.direction == "after":
            return await read.page_after(board, season, start.key, slice.limit)
        return await read.page_before(board, season, start.key, slice.limit)


def has_tag(known: str | None, tag: str) -> bool:
    """Whether If-None-Match, as the client sent it, names a tag. O(bytes)."""
    if known is None:
        return False
    if known == tag or known.strip() == "*":
        return True
    return tag in [one.strip().removeprefix("W/") for one in known.split(",")]
