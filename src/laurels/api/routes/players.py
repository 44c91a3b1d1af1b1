"""Players: profiles, search, and a player's entries everywhere."""

from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, patch, put
from litestar.params import FromQuery, PathParameter, QueryParameter

from laurels.api.access import laurels_of, may_read_all, require
from laurels.api.bodies import body, reply
from laurels.api.cursors import read_text_cursor, text_cursor
from laurels.api.problems import AnyRequest
from laurels.api.reads import LISTED, MOST_LISTED
from laurels.api.schemas import PlayerBody, PlayerEntryOut, PlayerOut, PlayersOut
from laurels.api.views import entry_fields, limited, player_out, printed

PlayerPath = Annotated[str, PathParameter(description="The game's id of the player.")]


@put(
    "/players/{player:str}",
    body=PlayerBody,
    answer=PlayerOut,
    statuses=(200, 201),
    scope="submit or manage",
)
async def put_player(request: AnyRequest, player: PlayerPath) -> Response[bytes]:
    """Register a player, or replace the profile: fields left out are emptied."""
    await require(request, "submit", "manage")
    fields, attributes = _given(await body(request, PlayerBody))
    manage = laurels_of(request).manage_players
    profile, is_new = await manage.put(player, fields, attributes or {})
    return reply(player_out(profile), 201 if is_new else 200)


@get("/players/{player:str}", answer=PlayerOut)
async def get_player(request: AnyRequest, player: PlayerPath) -> Response[bytes]:
    """A player's profile."""
    return reply(player_out(await laurels_of(request).manage_players.get(player)))


@patch("/players/{player:str}", body=PlayerBody, answer=PlayerOut, scope="submit or manage")
async def patch_player(request: AnyRequest, player: PlayerPath) -> Response[bytes]:
    """Change fields of a profile: fields left out stay."""
    await require(request, "submit", "manage")
    fields, attributes = _given(await body(request, PlayerBody))
    manage = laurels_of(request).manage_players
    return reply(player_out(await manage.patch(player, fields, attributes)))


@delete("/players/{player:str}", status_code=204, scope="manage")
async def delete_player(request: AnyRequest, player: PlayerPath) -> None:
    """Forget a player: the profile is emptied, and the entries leave every season."""
    await require(request, "manage")
    await laurels_of(request).manage_players.erase(player)


@get("/players", answer=PlayersOut)
async def search_players(
    request: AnyRequest,
    search: Annotated[
        str, QueryParameter(max_length=100, description="Part of an id, user name or display name.")
    ] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=MOST_LISTED)] = LISTED,
    cursor: FromQuery[str | None] = None,
) -> Response[bytes]:
    """Players by id."""
    after = "" if cursor is None else read_text_cursor(cursor)
    found = await laurels_of(request).manage_players.search(search, after, limit + 1)
    more = len(found) > limit
    page = found[:limit]
    following = text_cursor(page[-1].card.id) if more else None
    return reply(PlayersOut([player_out(player) for player in page], following))


@get("/players/{player:str}/entries", answer=list[PlayerEntryOut])
async def entries_of_player(request: AnyRequest, player: PlayerPath) -> Response[bytes]:
    """A player's entries in the open seasons of every leaderboard."""
    found = await laurels_of(request).read_ranks.entries_of(player)
    everything = all(board.public for board, _, _ in found) or await may_read_all(request)
    return reply(
        [
            PlayerEntryOut(
                **entry_fields(board, row),
                leaderboard=board.id,
                window=season.window,
                season=season.number,
                total=row.ranked.total,
            )
            for board, season, row in found
            if board.public or everything
        ]
    )


def _given(profile: PlayerBody) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The fields that the body names, and its attributes apart."""
    given = {
        name: value
        for name, value in msgspec.structs.asdict(profile).items()
        if value is not msgspec.UNSET
    }
    attributes = given.pop("attributes", None)
    for name, value in given.items():
        if value is not None:
            printed(value, name)
    return given, None if attributes is None else limited(attributes, "attributes")


ROUTES = [put_player, get_player, patch_player, delete_player, search_players, entries_of_player]
