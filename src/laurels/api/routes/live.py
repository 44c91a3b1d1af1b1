"""Live: what the address says to those who ask it as an ordinary one. `live_door` serves it."""

from typing import Annotated

from litestar import Response, get
from litestar.params import QueryParameter

from laurels.api.access import readable
from laurels.api.live_door import EVENT_STREAM, MOST_PLAYERS, MOST_TOP, TOP
from laurels.api.problems import AnyRequest
from laurels.api.routes.entries import Segment, WindowName
from laurels.api.routes.leaderboards import LeaderboardId
from laurels.rules.errors import InvalidRequest


@get(
    "/leaderboards/{id:str}/live",
    readable=True,
    problems=[400],
    events=EVENT_STREAM,
)
async def watch_leaderboard(
    request: AnyRequest,
    id: LeaderboardId,
    top: Annotated[
        int, QueryParameter(ge=0, le=MOST_TOP, description="How many of the first are shown.")
    ] = TOP,
    player: Annotated[
        list[str] | None,
        QueryParameter(
            description=f"A player to follow, wherever they stand; up to {MOST_PLAYERS} of them.",
            max_items=MOST_PLAYERS,
        ),
    ] = None,
    window: WindowName = None,
    segment: Segment = None,
    since: Annotated[
        int | None,
        QueryParameter(ge=0, le=2**53, description="The version of the last message you have."),
    ] = None,
) -> Response[bytes]:
    """What moves, as it moves. A WebSocket when asked to upgrade, and Server-Sent Events with
    `Accept: text/event-stream`.

    Each message is an object with a `type` and a growing `version`: `snapshot`, `change`,
    `overtaken`, `season` or `ping`; docs/reference/live.md shows them.
    """
    await readable(request, id)
    raise InvalidRequest(
        "This address is a WebSocket, or Server-Sent Events with 'Accept: text/event-stream'.",
        field="Accept",
    )


ROUTES = [watch_leaderboard]
