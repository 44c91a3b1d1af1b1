"""What the hottest reads answer, for whichever door they come through."""

from typing import NamedTuple

from laurels.api.access import Scope, allow, header, loaded
from laurels.api.answer import NOT_MODIFIED, Answer
from laurels.api.cursors import read_page_cursor
from laurels.api.page_cache import PageCache
from laurels.api.pages_json import entry_json, page_json
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.seasons import refuse_segment
from laurels.wiring import Laurels

NO_CACHE = ("Cache-Control", "no-cache")


class Place(NamedTuple):
    """Where on a leaderboard a request reads."""

    window: str | None = None
    season: int | None = None
    segment: str | None = None


class Part(NamedTuple):
    """Which entries of it: from an offset on or, steady under writes, from a cursor on."""

    limit: int = 10
    offset: int | None = None
    cursor: str | None = None


class Reads:
    """The reads, and the pages that they have encoded already."""

    def __init__(self, laurels: Laurels) -> None:
        self._laurels = laurels
        self._pages = PageCache()

    def _board(self, id: str) -> Leaderboard:
        return loaded(self._laurels).manage_leaderboards.get(id)

    async def season(self, scope: Scope, id: str, place: Place) -> tuple[Leaderboard, Season]:
        """The leaderboard and season that a request reads, where it may."""
        board = self._board(id)
        if not board.public:
            await allow(self._laurels, scope, "read")
        refuse_segment(place.segment)
        season = await self._laurels.read_ranks.season(board, place.window, place.season)
        return board, season

    async def entries(self, scope: Scope, id: str, place: Place, part: Part) -> Answer:
        """A page. O(limit) the first time, O(1) as long as the season stays as it is; no page is
        made where the client has it."""
        board = self._board(id)
        if not board.public:
            await allow(self._laurels, scope, "read")
        start = None
        if part.cursor is not None:
            start = read_page_cursor(part.cursor, board, place.window, place.season)
            place = place._replace(window=start.window, season=start.season)
        refuse_segment(place.segment)
        read = self._laurels.read_ranks
        season = await read.season(board, place.window, place.season)
        version = await read.version(season)
        tag = f'"{self._laurels.started}.{version}"'
        if _has(header(scope, b"if-none-match"), tag):
            return Answer(b"", NOT_MODIFIED, (("ETag", tag),))
        headers = (("ETag", tag), NO_CACHE)
        asked = (board.number, season.window, season.number, part)
        body = self._pages.get(asked, version)
        if body is None:
            if start is None:
                page = await read.page(season, part.offset or 0, part.limit)
            elif start.direction == "after":
                page = await read.page_after(season, start.key, part.limit)
            else:
                page = await read.page_before(season, start.key, part.limit)
            is_listed = start is None or start.direction == "after"
            body = page_json(board, page, is_listed=is_listed)
            self._pages.put(asked, version, body)
        return Answer(body, headers=headers)

    async def entry(self, scope: Scope, id: str, player: str, place: Place) -> Answer:
        """A player's entry. O(log n)."""
        board, season = await self.season(scope, id, place)
        row = await self._laurels.read_ranks.entry(board, season, player)
        return Answer(entry_json(board, row))

    async def around(self, scope: Scope, id: str, player: str, place: Place, span: int) -> Answer:
        """A player's entry among those above and below. O(log n + span)."""
        board, season = await self.season(scope, id, place)
        page = await self._laurels.read_ranks.around(board, season, player, span)
        return Answer(page_json(board, page))


def _has(known: str | None, tag: str) -> bool:
    """Whether If-None-Match names a tag."""
    if known is None:
        return False
    if known == tag or known.strip() == "*":
        return True
    return tag in [one.strip().removeprefix("W/") for one in known.split(",")]
