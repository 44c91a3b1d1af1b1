"""Classic routes, first family: game sessions that add up to a total score, for all time."""

from typing import Annotated, Any

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from laurels.api.access import laurels_of, require
from laurels.api.bodies import body
from laurels.api.problems import AnyRequest
from laurels.api.routes.classic import (
    RENAMED,
    Points,
    UserId,
    board,
    check_version,
    classic_reply,
    player_of,
    readable_board,
    standing_in,
    user_of,
    whole,
)
from laurels.api.routes.health import HealthOut, checks
from laurels.api.schemas import Body, DurationMs, GameMode, ScoreBody
from laurels.api.views import to_submission
from laurels.rules.errors import LaurelsError
from laurels.rules.rank import percentile, tier_of
from laurels.rules.season import ALL_TIME


class SessionBody(Body):
    """One game session."""

    user_id: UserId
    score: Points
    game_mode: GameMode | None = None
    duration_ms: DurationMs | None = None
    metadata: dict[str, Any] | None = None


class SessionOut(msgspec.Struct):
    """What a session has changed."""

    session_id: int
    user_id: UserId
    username: str
    score: int
    total_score: int
    new_rank: int
    rank_change: int | None
    message: str


class TopRowOut(msgspec.Struct):
    """A row of the top."""

    rank: int
    user_id: UserId
    username: str
    total_score: int


class TopOut(msgspec.Struct):
    """A page of the top; `next` and `previous` are URLs."""

    count: int
    next: str | None
    previous: str | None
    results: list[TopRowOut]


class UserRankOut(msgspec.Struct):
    """Where a user stands."""

    user_id: UserId
    username: str
    rank: int
    total_score: int
    percentile: float
    tier: str | None
    games_played: int


def _paths(name: str) -> list[str]:
    return [f"/api/leaderboard/{name}", f"/api/v1/leaderboard/{name}"]


@post(
    _paths("submit"),
    body=SessionBody,
    answer=SessionOut,
    scope="submit",
    classic=True,
    problems=[404, 409, 422],
    renamed=RENAMED,
)
async def submit_session(request: AnyRequest) -> Response[bytes]:
    """Add a session's score to a user's total."""
    check_version(request)
    await require(request, "submit")
    session = await body(request, SessionBody)
    score, player = whole(bytes(session.score), "score"), player_of(session.user_id)
    laurels, leaderboard = laurels_of(request), board(request)
    submission = to_submission(
        leaderboard,
        ScoreBody(
            player,
            session.score,
            game_mode=session.game_mode,
            duration_ms=session.duration_ms,
            metadata=session.metadata,
        ),
    )
    (result,) = await laurels.submit_scores.submit(leaderboard, [submission])
    if isinstance(result, LaurelsError):
        raise result
    standing = standing_in(request, result, ALL_TIME, player)
    card = await laurels.manage_players.card(player)
    before = standing.previous_rank
    change = None if before is None else before - standing.rank
    return classic_reply(
        request,
        SessionOut(
            result.event.sequence,
            session.user_id,
            card.username or card.id,
            score,
            standing.values[0],
            standing.rank,
            change,
            _message(standing.rank, change),
        ),
        201,
    )


def _message(rank: int, change: int | None) -> str:
    if change is None:
        return f"Welcome to the leaderboard at rank {rank}."
    if change > 0:
        return f"Up {change} to rank {rank}."
    return f"Score taken; the rank is {rank}."


@get(_paths("top"), answer=TopOut, classic=True, readable=True, problems=[404, 409])
async def get_top(
    request: AnyRequest,
    limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 10,
    offset: Annotated[int, QueryParameter(ge=0, le=2**63 - 1)] = 0,
) -> Response[bytes]:
    """The top by total score."""
    check_version(request)
    read = laurels_of(request).read_ranks
    season = await read.season(await readable_board(request), ALL_TIME)
    page = await read.page(season, offset, limit)
    results = [
        TopRowOut(ranked.rank, user_of(card.id), card.username or card.id, ranked.entry.values[0])
        for ranked, card in page.rows
    ]
    following = offset + limit if offset + limit < page.total else None
    before = max(0, min(offset, page.total) - limit) if offset and page.total else None
    return classic_reply(
        request,
        TopOut(
            page.total,
            _url(request, limit, following),
            _url(request, limit, before),
            results,
        ),
    )


def _url(request: AnyRequest, limit: int, offset: int | None) -> str | None:
    if offset is None:
        return None
    return f"{str(request.url).partition('?')[0]}?limit={limit}&offset={offset}"


@get(
    [path + "/{user_id:str}" for path in _paths("rank")],
    answer=UserRankOut,
    classic=True,
    readable=True,
    problems=[409],
    renamed=RENAMED,
)
async def get_user_rank(request: AnyRequest, user_id: FromPath[str]) -> Response[bytes]:
    """Where a user stands by total score."""
    check_version(request)
    leaderboard, read = await readable_board(request), laurels_of(request).read_ranks
    (_, entry, _, rank, ahead, total), card = await read.entry(
        leaderboard, await read.season(leaderboard, ALL_TIME), user_id
    )
    return classic_reply(
        request,
        UserRankOut(
            user_of(card.id),
            card.username or card.id,
            rank,
            entry.values[0],
            percentile(ahead, total),
            tier_of(leaderboard, entry.values, ahead, total),
            entry.events,
        ),
    )


@get(_paths("health"), answer=HealthOut, statuses=(200, 503), classic=True, always=True)
async def get_classic_health(request: AnyRequest) -> Response[bytes]:
    """Whether the server can serve."""
    looked_at = checks(request)
    healthy = all(result == "ok" for result in looked_at.values())
    out = HealthOut("healthy" if healthy else "unhealthy", looked_at)
    return classic_reply(request, out, 200 if healthy else 503)


ROUTES = [submit_session, get_top, get_user_rank, get_classic_health]
