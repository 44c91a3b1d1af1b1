"""What both families of classic routes share: versions by media type, ids, the board."""

import re
from typing import Annotated, Any

import msgspec
from litestar import Response
from litestar.exceptions import HTTPException

from laurels.api.access import laurels_of, readable
from laurels.api.bodies import reply
from laurels.api.problems import AnyRequest
from laurels.rules.errors import Conflict, EntryNotFound, InvalidRequest
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import PLAYER_ID_RULE, is_player_id
from laurels.rules.score import parse_score
from laurels.rules.season import ALL_TIME, MONTHLY
from laurels.usecases.standings import Standing
from laurels.usecases.submit_scores import Receipt
from laurels.wiring import GLOBAL

VENDOR = "application/vnd.api+json"
VERSIONS = ("1", "1.0", "v1")
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,18})")
_FROM_ZERO = re.compile(rb"\d+|-0")
WINDOWS = {ALL_TIME, MONTHLY}
RENAMED = {"player": "user_id"}
UserId = int | str
# Raw, so that a number of any length is seen as it was written.
Points = Annotated[msgspec.Raw, msgspec.Meta(extra_json_schema={"type": "integer", "minimum": 0})]


def standing_in(request: AnyRequest, receipt: Receipt, window: str, player: str) -> Standing:
    """The standing of one window. EntryNotFound for a repeat of someone taken off since."""
    season_by_id = laurels_of(request).catalog.season_by_id
    for standing in receipt.standings:
        if season_by_id(standing.season).window == window:
            return standing
    raise EntryNotFound(player, GLOBAL)


def board(request: AnyRequest) -> Leaderboard:
    """The leaderboard that the classic routes speak of. Conflict where it is another now
    than the one that they were made for."""
    return fitting(laurels_of(request).manage_leaderboards.get(GLOBAL))


async def readable_board(request: AnyRequest) -> Leaderboard:
    """As `board`, for a request that reads it: that takes the scope `read` where it is not
    public."""
    return fitting(await readable(request, GLOBAL))


def fitting(leaderboard: Leaderboard) -> Leaderboard:
    """The leaderboard, if the classic routes can speak of it; Conflict if not."""
    windows = {window.name for window in leaderboard.windows}
    if len(leaderboard.columns) > 1 or leaderboard.columns[0].decimals or WINDOWS - windows:
        raise Conflict(
            f"The classic routes need '{GLOBAL}' to have one column without decimals and the "
            "windows all-time and monthly."
        )
    return leaderboard


def player_of(user_id: UserId) -> str:
    """A classic user id as a player id."""
    player = str(user_id)
    if not is_player_id(player):
        raise InvalidRequest(PLAYER_ID_RULE.replace("player id", "user_id"), field="user_id")
    return player


def user_of(player: str) -> UserId:
    """A player id as a classic user id: a whole number where it reads as one."""
    return int(player) if _WHOLE.fullmatch(player) and player != "-0" else player


def check_version(request: AnyRequest) -> str:
    """The media type to answer in; NotAcceptable for a version that is not spoken."""
    media_type = "application/json"
    for accepted in request.headers.get("accept", "").split(","):
        name, *parameters = (part.strip() for part in accepted.split(";"))
        if name.lower() != VENDOR:
            continue
        media_type = VENDOR
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "version" and value.strip().strip('"') not in VERSIONS:
                raise HTTPException(
                    f"Version {value.strip()} is not spoken here; version 1 is.", status_code=406
                )
    return media_type


def classic_reply(request: AnyRequest, value: Any, status: int = 200) -> Response[bytes]:
    """An answer in the media type that was asked for."""
    media_type = check_version(request)
    response = reply(value, status)
    response.media_type = media_type
    return response


def whole(raw: bytes, field: str) -> int:
    """A whole number from 0 on from a classic body. InvalidRequest for anything else, and
    UnprocessableScore beyond 64 bits."""
    if not _FROM_ZERO.fullmatch(raw):
        raise InvalidRequest(f"'{field}' must be a whole number of at least 0.", field=field)
    return parse_score(raw, 0, field)
