"""Ranks: pages, a player's place, who is around, seasons and figures."""

from typing import Annotated

from litestar import Response, delete, get, post
from litestar.params import QueryParameter

from laurels.api.access import laurels_of, readable, require
from laurels.api.answer import Answer, response
from laurels.api.bodies import body, reply
from laurels.api.pages_json import page_json
from laurels.api.problems import AnyRequest
from laurels.api.reads import LISTED, MOST_LISTED, SPAN, WIDEST_SPAN, Asked, Reads, Slice
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
from laurels.api.views import entry_fields, stats_out
from laurels.rules.errors import InvalidRequest
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.score import parse_score
from laurels.rules.season import Season

WindowName = Annotated[str | None, QueryParameter(description="A window's name; else the first.")]
SeasonNumber = Annotated[
    int | None,
    QueryParameter(description="A season's number; else the open one.", ge=-(2**31), le=2**31 - 1),
]
Segment = Annotated[str | None, QueryParameter(description="As `country:TR`.")]
Span = Annotated[int, QueryParameter(ge=0, le=WIDEST_SPAN, description="Entries above and below.")]
Limit = Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)]


def _reads(request: AnyRequest) -> Reads:
    reads: Reads = request.app.state.reads
    return reads


async def _asked(
    request: AnyRequest, id: str, window: str | None, season: int | None, segment: str | None
) -> tuple[Leaderboard, Season]:
    """The leaderboard and season that a request reads."""
    return await _reads(request).season(request.scope, id, Asked(window, season, segment))


@get("/leaderboards/{id:str}/entries", answer=PageOut, not_modified=True, readable=True)
async def get_entries(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    limit: Limit = LISTED,
    offset: Annotated[int | None, QueryParameter(ge=0, le=2**63 - 1)] = None,
    cursor: Annotated[
        str | None, QueryParameter(description="`next` or `previous` of a page.")
    ] = None,
) -> Response[bytes]:
    """A page of a season's entries, by offset or, steady under writes, by cursor."""
    if cursor is not None and offset is not None:
        raise InvalidRequest("'cursor' and 'offset' exclude each other.", field="cursor")
    asked, slice = Asked(window, season, segment), Slice(limit, offset, cursor)
    return response(await _reads(request).entries(request.scope, id, asked, slice))


@get("/leaderboards/{id:str}/entries/{player:str}", answer=EntryOut, readable=True)
async def get_entry(
    request: AnyRequest,
    id: LeaderboardId,
    player: PlayerPath,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """A player's entry with its rank."""
    asked = Asked(window, season, segment)
    return response(await _reads(request).entry(request.scope, id, player, asked))


@get("/leaderboards/{id:str}/entries/{player:str}/around", answer=PageOut, readable=True)
async def get_around(
    request: AnyRequest,
    id: LeaderboardId,
    player: PlayerPath,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    span: Span = SPAN,
) -> Response[bytes]:
    """A player's entry among those above and below; at an edge filled from the other side."""
    asked = Asked(window, season, segment)
    return response(await _reads(request).around(request.scope, id, player, asked, span))


@get("/leaderboards/{id:str}/around-score", answer=PageOut, readable=True, problems=[422])
async def get_around_score(
    request: AnyRequest,
    id: LeaderboardId,
    score: Annotated[
        str, QueryParameter(description="A number; with several columns, numbers by commas.")
    ],
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    span: Span = SPAN,
) -> Response[bytes]:
    """The entries above and below where a score would stand, and the rank it would have."""
    board, asked = await _asked(request, id, window, season, segment)
    values = _score_values(board, score)
    read = laurels_of(request).read_ranks
    page = await read.around_score(board, asked, values, span)
    rank = await read.rank_of_score(board, asked, values)
    return response(Answer(page_json(board, page, rank=rank)))


@post(
    "/leaderboards/{id:str}/entries/query",
    body=QueryBody,
    answer=QueryOut,
    status_code=200,
    readable=True,
)
async def query_entries(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """The entries of up to 1,000 players (friends, a club) in board order."""
    await readable(request, id)
    players = (await body(request, QueryBody)).players  # a slow body must not hold the season
    board, asked = await _asked(request, id, window, season, segment)
    read = laurels_of(request).read_ranks
    rows, missing = await read.query(asked, players)
    entries = [
        QueriedEntryOut(**entry_fields(board, row), position=position)
        for position, row in enumerate(rows, 1)
    ]
    total = await read.total(asked)
    return reply(QueryOut(board.id, asked.window, asked.number, total, entries, missing))


@get("/leaderboards/{id:str}/stats", answer=StatsOut, readable=True)
async def get_stats(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """How a season's scores are spread."""
    board, asked = await _asked(request, id, window, season, segment)
    read = laurels_of(request).read_ranks
    distribution = await read.distribution(asked)
    return reply(stats_out(board, await read.total(asked), distribution))


@get("/leaderboards/{id:str}/seasons", answer=list[SeasonOut], readable=True)
async def get_seasons(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    limit: Limit = 100,
    before: Annotated[
        int | None,
        QueryParameter(
            description="Only seasons with smaller numbers: the last one's, for the next part.",
            ge=-(2**31),
            le=2**31 - 1,
        ),
    ] = None,
) -> Response[bytes]:
    """A window's seasons, newest first: the open one and those in which someone scored."""
    board = await readable(request, id)
    summaries = await laurels_of(request).read_ranks.seasons(board, window, limit, before)
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


@delete("/leaderboards/{id:str}/entries/{player:str}", status_code=204, scope="moderate")
async def delete_entry(request: AnyRequest, id: LeaderboardId, player: PlayerPath) -> None:
    """Take a player's entry out of the open seasons, by an event of its own."""
    await require(request, "moderate")
    laurels = laurels_of(request)
    board = await laurels.manage_leaderboards.find(id)
    await laurels.manage_players.remove_entry(board, player)


# The routes of an entry once more, for a player whose id is `query`: the router takes the
# fixed part of `entries/query` first and does not come back.


@get("/leaderboards/{id:str}/entries/query", include_in_schema=False)
async def get_entry_of_query(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
) -> Response[bytes]:
    """As `get_entry`."""
    answer: Response[bytes] = await get_entry.fn(request, id, "query", window, season, segment)
    return answer


@get("/leaderboards/{id:str}/entries/query/around", include_in_schema=False)
async def get_around_query(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    span: Span = SPAN,
) -> Response[bytes]:
    """As `get_around`."""
    answer: Response[bytes] = await get_around.fn(
        request, id, "query", window, season, segment, span
    )
    return answer


@delete("/leaderboards/{id:str}/entries/query", status_code=204, include_in_schema=False)
async def delete_entry_of_query(request: AnyRequest, id: LeaderboardId) -> None:
    """As `delete_entry`."""
    await delete_entry.fn(request, id, "query")


def _score_values(leaderboard: Leaderboard, text: str) -> tuple[int, ...]:
    """Numbers by commas, in the order of the columns; those left out are 0."""
    columns, parts = leaderboard.columns, text.split(",")
    if len(parts) > len(columns):
        names = ", ".join(column.name for column in columns)
        raise InvalidRequest(
            f"'score' has {len(parts)} numbers; there is one for each of {names}.", field="score"
        )
    parts += ["0"] * (len(columns) - len(parts))
    return tuple(
        parse_score(part.encode(), column.decimals)
        for part, column in zip(parts, columns, strict=True)
    )


ROUTES = [
    get_entries,
    get_entry,
    get_around,
    get_around_score,
    query_entries,
    get_stats,
    get_seasons,
    delete_entry,
    get_entry_of_query,
    get_around_query,
    delete_entry_of_query,
]
