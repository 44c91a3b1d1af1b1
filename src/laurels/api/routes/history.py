"""The past: a season's events one by one, and how a player's entry came about."""

from typing import Annotated, Literal

from litestar import Response, get
from litestar.params import QueryParameter
from msgspec import Struct

from laurels.api.access import laurels_of
from laurels.api.bodies import reply
from laurels.api.problems import AnyRequest
from laurels.api.reads import Asked, Reads
from laurels.api.routes.entries import SeasonNumber, Segment, WindowName
from laurels.api.routes.leaderboards import LeaderboardId
from laurels.api.routes.players import PlayerPath
from laurels.api.schemas import Number
from laurels.api.views import scores_out
from laurels.rules.errors import InvalidRequest
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card
from laurels.rules.score import score_number
from laurels.rules.season import Season
from laurels.rules.submission import Event, Kind
from laurels.usecases.read_history import ENDS, EventsAsked

Place = Annotated[int | None, QueryParameter(ge=0, le=ENDS, description="An event's sequence.")]
OfPlayer = Annotated[str | None, QueryParameter(description="Only this player's events.")]
Limit = Annotated[int, QueryParameter(ge=1, le=1000)]


class EventOut(Struct):
    """An event: a score, or that a player's entry was taken out, which has no score."""

    sequence: int
    player: str
    display_name: str | None
    score: Number | None
    scores: dict[str, Number] | None
    kind: Literal["score", "removal"]
    received_at: str
    played_at: str | None
    achieved_at: str


class EventsOut(Struct):
    """Events of a season. `total` counts all of its scores, and `first_at` and `last_at` are when
    the earliest and the latest was achieved, whoever is asked for. `next` goes into `after`, or
    into `before` where the newest come first; events can be left there even where none came."""

    leaderboard: str
    window: str
    season: int
    total: int
    first_at: str | None
    last_at: str | None
    events: list[EventOut]
    next: int | None


class HistoryPointOut(Struct):
    """A score, and what the entry's first column had come to with it."""

    at: str
    score: Number
    scores: dict[str, Number]
    standing: Number


class HistoryOut(Struct):
    """How a player's entry came about, oldest first."""

    leaderboard: str
    window: str
    season: int
    player: str
    operator: Literal["best", "latest", "sum"]
    points: list[HistoryPointOut]


async def _asked(
    request: AnyRequest, id: str, window: str | None, season: int | None, segment: str | None
) -> tuple[Leaderboard, Season]:
    reads: Reads = request.app.state.reads
    return await reads.season(request.scope, id, Asked(window, season, segment))


@get("/leaderboards/{id:str}/events", answer=EventsOut, readable=True)
async def get_events(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    player: OfPlayer = None,
    limit: Limit = 100,
    after: Place = None,
    before: Place = None,
    order: Annotated[
        Literal["oldest", "newest"] | None,
        QueryParameter(description="Which come first; `oldest`, unless there is a `before`."),
    ] = None,
) -> Response[bytes]:
    """A season's events from the journal, page by page. Oldest first after a sequence, or newest
    first before one; only what was received in the season."""
    newest = order == "newest" or before is not None
    if after is not None and newest:
        raise InvalidRequest("'after' reads the oldest first, without 'before'.", field="after")
    if before is not None and order == "oldest":
        raise InvalidRequest("'before' reads the newest first.", field="order")
    board, chosen = await _asked(request, id, window, season, segment)
    page = await laurels_of(request).read_history.events(
        chosen, EventsAsked(limit, after or 0, ENDS if before is None else before, newest, player)
    )
    return reply(
        EventsOut(
            board.id,
            chosen.window,
            chosen.number,
            page.extent.scores,
            _text(page.extent.first_at),
            _text(page.extent.last_at),
            [_event_out(board, event, card) for event, card in page.events],
            page.next,
        )
    )


@get("/leaderboards/{id:str}/entries/{player:str}/history", answer=HistoryOut, readable=True)
async def get_history(
    request: AnyRequest,
    id: LeaderboardId,
    player: PlayerPath,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    limit: Limit = 200,
) -> Response[bytes]:
    """How a player's entry came about, score by score. Where there are more than `limit`, they
    are thinned evenly, and the last one stays."""
    board, chosen = await _asked(request, id, window, season, segment)
    points = await laurels_of(request).read_history.points(board, chosen, player, limit)
    decimals = board.columns[0].decimals
    return reply(
        HistoryOut(
            board.id,
            chosen.window,
            chosen.number,
            player,
            board.operator.value,
            [
                HistoryPointOut(
                    to_text(point.at),
                    score_number(point.values[0], decimals),
                    scores_out(board, point.values),
                    score_number(point.standing, decimals),
                )
                for point in points
            ],
        )
    )


@get("/leaderboards/{id:str}/entries/query/history", include_in_schema=False)
async def get_history_of_query(
    request: AnyRequest,
    id: LeaderboardId,
    window: WindowName = None,
    season: SeasonNumber = None,
    segment: Segment = None,
    limit: Limit = 200,
) -> Response[bytes]:
    """As `get_history`, for a player whose id is `query`."""
    answer: Response[bytes] = await get_history.fn(
        request, id, "query", window, season, segment, limit
    )
    return answer


def _event_out(board: Leaderboard, event: Event, card: Card) -> EventOut:
    scores = scores_out(board, event.values) if event.kind == Kind.SCORE else None
    return EventOut(
        event.sequence,
        card.id,
        card.display_name,
        None if scores is None else scores[board.columns[0].name],
        scores,
        "removal" if scores is None else "score",
        to_text(event.received_at),
        _text(event.played_at),
        to_text(event.achieved_at),
    )


def _text(instant: int | None) -> str | None:
    return None if instant is None else to_text(instant)


ROUTES = [get_events, get_history, get_history_of_query]
