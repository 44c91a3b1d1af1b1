"""Classic routes, second family: points of registered users, month by month."""

import re
from datetime import UTC, datetime
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
from laurels.api.schemas import Body, ScoreBody
from laurels.api.views import to_submission
from laurels.rules.errors import Conflict, InvalidRequest, LaurelsError
from laurels.rules.instant import from_datetime, to_datetime
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import MONTHLY, Season, season_at
from laurels.rules.submission import check_submission_id
from laurels.usecases.read_ranks import Row

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
Month = Annotated[str | None, QueryParameter(description="As 2026-11; else this month.")]


class PointsBody(Body):
    """Points for a user; a `match_id` counts once."""

    user_id: UserId
    points: Points = msgspec.field(default_factory=lambda: msgspec.Raw(b"1"))
    match_id: UserId | None = None


class PointsOut(msgspec.Struct):
    """What the points have changed."""

    user_id: UserId
    new_score: int
    rank: int
    month: str


class ScoreRowOut(msgspec.Struct):
    """A row of a month."""

    rank: int
    user_id: UserId
    username: str
    display_name: str | None
    avatar_url: str | None
    score: int


class NearRowOut(ScoreRowOut):
    """A row around a user."""

    is_current_user: bool


class UserScoreOut(ScoreRowOut):
    """A user's row, with its month."""

    month: str


class ScoresOut(msgspec.Struct):
    """The best of a month."""

    data: list[ScoreRowOut]
    total: int
    month: str


class SurroundingOut(msgspec.Struct):
    """The rows around a user."""

    data: list[NearRowOut]
    user_rank: int
    month: str


class MonthStatsOut(msgspec.Struct):
    """A month in figures."""

    total_users: int
    top_score: int | None
    month: str


def _paths(name: str) -> list[str]:
    return [f"/api/v1/{name}", f"/api/v1/leaderboard/{name}"]


async def _month(
    request: AnyRequest, leaderboard: Leaderboard, month: str | None
) -> tuple[str, Season | None]:
    """The month's name and its season; None where nobody scored in it."""
    laurels = laurels_of(request)
    now = laurels.clock()
    if month is None:
        return f"{to_datetime(now):%Y-%m}", await laurels.read_ranks.season(leaderboard, MONTHLY)
    match = _MONTH.fullmatch(month)
    if match is None:
        raise InvalidRequest("'month' is a year and a month, as 2026-11.", field="month")
    if not 1 < int(match[1]) < 9999:
        raise InvalidRequest(
            f"'month' is '{month}'; it lies between 0002-01 and 9998-12.", field="month"
        )
    window = leaderboard.window(MONTHLY)
    assert window is not None
    start = from_datetime(datetime(int(match[1]), int(match[2]), 1, tzinfo=UTC))
    number = season_at(window, leaderboard.created_at, start).number
    kept = laurels.catalog.season(leaderboard.number, MONTHLY, number)
    if kept is None:
        return month, None
    return month, await laurels.read_ranks.season(leaderboard, MONTHLY, number)


def _row(row: Row) -> dict[str, Any]:
    return {
        "rank": row.ranked.rank,
        "user_id": user_of(row.card.id),
        "username": row.card.username or row.card.id,
        "display_name": row.card.display_name,
        "avatar_url": row.card.avatar_url,
        "score": row.ranked.entry.values[0],
    }


@post(
    _paths("scores"),
    classic=True,
    body=PointsBody,
    answer=PointsOut,
    status_code=200,
    scope="submit",
    problems=[404, 409, 422],
    renamed={**RENAMED, "score": "points", "submission_id": "match_id"},
)
async def add_points(request: AnyRequest) -> Response[bytes]:
    """Add points to a registered user's month and total."""
    check_version(request)
    await require(request, "submit")
    given = await body(request, PointsBody)
    whole(bytes(given.points), "points")
    player = player_of(given.user_id)
    laurels, leaderboard = laurels_of(request), board(request)
    await laurels.manage_players.card(player)
    match_id = None if given.match_id is None else str(given.match_id)
    if match_id is not None:
        check_submission_id(match_id, "match_id")
    submission = to_submission(leaderboard, ScoreBody(player, given.points, match_id))
    (result,) = await laurels.submit_scores.submit(leaderboard, [submission])
    if isinstance(result, Conflict) and result.errors:
        raise Conflict(
            f"match_id '{match_id}' of user '{player}' came before with other points.",
            field="submission_id",
        )
    if isinstance(result, LaurelsError):
        raise result
    month = f"{to_datetime(result.event.received_at):%Y-%m}"
    standing = standing_in(request, result, MONTHLY, player)
    return classic_reply(
        request, PointsOut(given.user_id, standing.values[0], standing.rank, month)
    )


@get(_paths("scores"), classic=True, answer=ScoresOut, readable=True, problems=[404, 409])
async def get_scores(
    request: AnyRequest,
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 10,
    month: Month = None,
) -> Response[bytes]:
    """The best of a month."""
    check_version(request)
    name, season = await _month(request, await readable_board(request), month)
    if season is None:
        return classic_reply(request, ScoresOut([], 0, name))
    page = await laurels_of(request).read_ranks.page(season, 0, limit)
    rows = [ScoreRowOut(**_row(row)) for row in page.rows]
    return classic_reply(request, ScoresOut(rows, page.total, name))


@get(
    _paths("scores/{user_id:str}"),
    classic=True,
    answer=UserScoreOut,
    readable=True,
    problems=[409],
    renamed=RENAMED,
)
async def get_user_score(
    request: AnyRequest, user_id: FromPath[str], month: Month = None
) -> Response[bytes]:
    """A user's score and rank of a month."""
    check_version(request)
    leaderboard = await readable_board(request)
    name, season = await _month(request, leaderboard, month)
    row = await laurels_of(request).read_ranks.entry(leaderboard, _kept(season), user_id)
    return classic_reply(request, UserScoreOut(**_row(row), month=name))


@get(
    _paths("scores/{user_id:str}/surrounding"),
    classic=True,
    answer=SurroundingOut,
    readable=True,
    problems=[409],
    renamed=RENAMED,
)
async def get_surrounding(
    request: AnyRequest,
    user_id: FromPath[str],
    offset: Annotated[int, QueryParameter(ge=1, le=10)] = 4,
    month: Month = None,
) -> Response[bytes]:
    """The rows around a user."""
    check_version(request)
    leaderboard, read = await readable_board(request), laurels_of(request).read_ranks
    name, season = await _month(request, leaderboard, month)
    page = await read.around(leaderboard, _kept(season), user_id, offset)
    rows = [NearRowOut(**_row(row), is_current_user=row.card.id == user_id) for row in page.rows]
    rank = next(row.rank for row in rows if row.is_current_user)
    return classic_reply(request, SurroundingOut(rows, rank, name))


@get(_paths("stats"), classic=True, answer=MonthStatsOut, readable=True, problems=[404, 409])
async def get_month_stats(request: AnyRequest, month: Month = None) -> Response[bytes]:
    """A month in figures."""
    check_version(request)
    name, season = await _month(request, await readable_board(request), month)
    if season is None:
        return classic_reply(request, MonthStatsOut(0, None, name))
    page = await laurels_of(request).read_ranks.page(season, 0, 1)
    top = page.rows[0].ranked.entry.values[0] if page.rows else None
    return classic_reply(request, MonthStatsOut(page.total, top, name))


def _kept(season: Season | None) -> Season:
    return season or Season(0, 0, MONTHLY, 0, 0, None)


ROUTES = [add_points, get_scores, get_user_score, get_surrounding, get_month_stats]
