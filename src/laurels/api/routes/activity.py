"""How much is played, by leaderboard."""

import asyncio

from litestar import Response, get
from msgspec import Struct

from laurels.api.access import laurels_of, may_read_all, readable
from laurels.api.bodies import reply
from laurels.api.problems import AnyRequest
from laurels.api.routes.leaderboards import LeaderboardId
from laurels.api.schemas import EntryOut
from laurels.api.views import entry_out
from laurels.rules.leaderboard import Leaderboard
from laurels.wiring import Laurels

TOGETHER = 32  # leaderboards, then others get their turn


class BoardActivityOut(Struct):
    """How much a leaderboard is played: scores of the last 60 minutes, oldest first, the minute
    under way last. `total` and `leader` are of the open season of its first window."""

    id: str
    title: str
    total: int
    leader: EntryOut | None
    per_minute: list[int]
    events_last_minute: int
    scores_per_second: float


class ActivityOut(Struct):
    """How much is played: on these leaderboards together, and on each. A rate is of the last 10
    seconds. `players` counts all that are known."""

    players: int
    scores_per_second: float
    leaderboards: list[BoardActivityOut]


@get("/activity", answer=ActivityOut)
async def get_activity(request: AnyRequest) -> Response[bytes]:
    """How much is played, on all leaderboards that the caller may read."""
    laurels = laurels_of(request)
    boards = laurels.manage_leaderboards.all()
    everything = all(board.public for board in boards) or await may_read_all(request)
    shown = []
    for place, board in enumerate(board for board in boards if board.public or everything):
        if place % TOGETHER == TOGETHER - 1:
            await asyncio.sleep(0)
        shown.append(await _activity(laurels, board))
    together = round(sum(board.scores_per_second for board in shown), 1)
    return reply(ActivityOut(laurels.players.count, together, shown))


@get("/leaderboards/{id:str}/activity", answer=BoardActivityOut, readable=True)
async def get_board_activity(request: AnyRequest, id: LeaderboardId) -> Response[bytes]:
    """How much one leaderboard is played, and who leads it."""
    board = await readable(request, id)
    return reply(await _activity(laurels_of(request), board))


async def _activity(laurels: Laurels, board: Leaderboard) -> BoardActivityOut:
    """From memory. O(1)."""
    season = await laurels.read_ranks.season(board)
    page = await laurels.read_ranks.page(season, 0, 1)
    pace = laurels.activity.of(board.number)
    return BoardActivityOut(
        board.id,
        board.title,
        page.total,
        entry_out(board, page.rows[0]) if page.rows else None,
        pace.per_minute,
        pace.last_minute,
        pace.per_second,
    )


ROUTES = [get_activity, get_board_activity]
