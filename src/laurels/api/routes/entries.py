"""Ranks: pages, a player's place, who is around, seasons and figures."""

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.params import Parameter

from laurels.api.access import laurels_of, readable, require
from laurels.api.bodies import body, reply
from laurels.api.cursors import page_cursor, read_page_cursor
from laurels.api.problems import AnyRequest
from laurels.api.routes.leaderboards import LeaderboardId
from laurels.api.routes.players import PlayerPath
from laurels.api.schemas import (
    EntryOut,
    PageOut,
    QueriedEntryOut,
    QueryBody,
    QueryOut,
    SeasonOut,
    StatsOut,
)
from laurels.api.views import entry_fields, entry_out, stats_out, to_values
from laurels.rules.errors import InvalidRequest
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Page
from laurels.usecases.seasons import refuse_segment

WindowName = Annotated[
    str | None, Parameter(query="window", description="A window's name; else the first.")
]
SeasonNumber = Annotated[
    int | None,
    Parameter(
        query="season",
        description="A season's number; else the open one.",
        ge=-(2**31),
        lt=2**31,
    ),
]
Segment = Annotated[str | None, Parameter(description="As `country:TR`.")]
Span = Annotated[int, Parameter(ge=0, le=500, description="Entries above and below.")]
Limit = Annotated[int, Parameter(ge=1, le=1000)]


async def _asked(
    request: AnyRequest, id: str, window: str | None, season: int | None, segment: str | None
) -> tuple[Leaderboard, Season]:
    """The leaderboard and season that a request reads."""
    leaderboard = await readable(request, id)
    refuse_segment(segment)
    return leaderboard, await laurels_of(request).read_ranks.season(leaderboard, window, season)


@get("/leaderboards/{leaderboard:str}/entries", answer=PageOut, not_modified=True)
async def get_entries(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
    limit: Limit = 10,
    offset: Annotated[int | None, Parameter(ge=0, le=2**63 - 1)] = None,
    cursor: Annotated[str | None, Parameter(description="`next` or `previous` of a page.")] = None,
) -> Response[bytes]:
    """A page of a season's entries, by offset or, steady under writes, by cursor."""
    if cursor is not None and offset is not None:
        raise InvalidRequest("'cursor' and 'offset' exclude each other.", field="cursor")
    board = await readable(request, leaderboard)
    start = None if cursor is None else read_page_cursor(cursor, board, window_name)
    if start is not None:
        window_name, season_number = start.window, start.season
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    read = laurels_of(request).read_ranks
    tag = f'"{laurels_of(request).started}.{await read.version(season)}"'
    if _is_known(request, tag):
        return Response(b"", status_code=304, headers={"ETag": tag})
    if start is None:
        page = await read.page(season, offset or 0, limit)
    elif start.direction == "after":
        page = await read.page_after(season, start.key, limit)
    else:
        page = await read.page_before(season, start.key, limit)
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    return reply(_page_out(board, page), headers=headers)


@get("/leaderboards/{leaderboard:str}/entries/{player:str}", answer=EntryOut)
async def get_entry(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    player: PlayerPath,
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """A player's entry with its rank."""
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    row = await laurels_of(request).read_ranks.entry(board, season, player)
    return reply(entry_out(board, row))


@get("/leaderboards/{leaderboard:str}/entries/{player:str}/around", answer=PageOut)
async def get_around(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    player: PlayerPath,
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
    span: Span = 5,
) -> Response[bytes]:
    """A player's entry among those above and below; at an edge filled from the other side."""
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    page = await laurels_of(request).read_ranks.around(board, season, player, span)
    return reply(_page_out(board, page))


@get("/leaderboards/{leaderboard:str}/around-score", answer=PageOut)
async def get_around_score(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    score: Annotated[
        str, Parameter(description="A number; with several columns, numbers by commas.")
    ],
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
    span: Span = 5,
) -> Response[bytes]:
    """The entries above and below where a score would stand, and the rank it would have."""
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    values = _score_values(board, score)
    read = laurels_of(request).read_ranks
    page = await read.around_score(board, season, values, span)
    out = _page_out(board, page)
    out.rank = await read.rank_of_score(board, season, values)
    return reply(out)


@post(
    "/leaderboards/{leaderboard:str}/entries/query",
    body=QueryBody,
    answer=QueryOut,
    status_code=200,
)
async def query_entries(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """The entries of up to 1,000 players (friends, a club) in board order."""
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    read = laurels_of(request).read_ranks
    rows, missing = await read.query(season, (await body(request, QueryBody)).players)
    entries = [
        QueriedEntryOut(**entry_fields(board, row), position=position)
        for position, row in enumerate(rows, 1)
    ]
    total = await read.total(season)
    return reply(QueryOut(board.id, season.window, season.number, total, entries, missing))


@get("/leaderboards/{leaderboard:str}/stats", answer=StatsOut)
async def get_stats(
    request: AnyRequest,
    leaderboard: LeaderboardId,
    window_name: WindowName = None,
    season_number: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """How a season's scores are spread."""
    board, season = await _asked(request, leaderboard, window_name, season_number, segment)
    read = laurels_of(request).read_ranks
    distribution = await read.distribution(season)
    return reply(stats_out(board, await read.total(season), distribution))


@get("/leaderboards/{leaderboard:str}/seasons", answer=list[SeasonOut])
async def get_seasons(
    request: AnyRequest, leaderboard: LeaderboardId, window_name: WindowName = None
) -> Response[bytes]:
    """A window's seasons, newest first."""
    board = await readable(request, leaderboard)
    summaries = await laurels_of(request).read_ranks.seasons(board, window_name)
    return reply(
        [
            SeasonOut(
                season.number,
                to_text(season.starts_at),
                None if season.ends_at is None else to_text(season.ends_at),
                "open" if is_open else "closed",
                total,
            )
            for season, total, is_open in summaries
        ]
    )


@delete("/leaderboards/{leaderboard:str}/entries/{player:str}", status_code=204, scope="moderate")
async def delete_entry(request: AnyRequest, leaderboard: LeaderboardId, player: PlayerPath) -> None:
    """Take a player's entry out of the open seasons, by an event of its own."""
    await require(request, "moderate")
    laurels = laurels_of(request)
    board = laurels.manage_leaderboards.get(leaderboard)
    await laurels.manage_players.remove_entry(board, player)


def _page_out(leaderboard: Leaderboard, page: Page) -> PageOut:
    order, rows, season = leaderboard.order_key, page.rows, page.season

    def key(index: int) -> bytes:
        entry = rows[index].ranked.entry
        return order.pack(entry.values, entry.sequence)

    more = bool(rows) and rows[-1].ranked.position + 1 < page.total
    before = bool(rows) and rows[0].ranked.position > 0
    return PageOut(
        leaderboard.id,
        season.window,
        season.number,
        page.total,
        [entry_out(leaderboard, row) for row in rows],
        page_cursor("after", leaderboard, season, key(-1)) if more else None,
        page_cursor("before", leaderboard, season, key(0)) if before else None,
    )


def _is_known(request: AnyRequest, tag: str) -> bool:
    known = request.headers.get("if-none-match")
    if known is None:
        return False
    return known.strip() == "*" or tag in [t.strip().removeprefix("W/") for t in known.split(",")]


def _score_values(leaderboard: Leaderboard, text: str) -> tuple[int, ...]:
    """Numbers by commas, in the order of the columns; those left out are 0."""
    parts = text.split(",")
    names = [column.name for column in leaderboard.columns]
    if len(parts) > len(names):
        raise InvalidRequest(f"'score' takes {len(names)} numbers at most.", field="score")
    if len(names) == 1:
        return to_values(leaderboard, parts[0].encode())
    given = ",".join(f'"{name}":{part}' for name, part in zip(names, parts, strict=False))
    return to_values(leaderboard, f"{{{given}}}".encode())


ROUTES = [
    get_entries,
    get_entry,
    get_around,
    get_around_score,
    query_entries,
    get_stats,
    get_seasons,
    delete_entry,
]
