"""Leaderboards: definitions."""

from dataclasses import fields
from typing import Annotated, Any

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.params import PathParameter

from laurels.api.access import laurels_of, may_read_all, readable, require
from laurels.api.bodies import body, decode, reply
from laurels.api.problems import AnyRequest
from laurels.api.schemas import LeaderboardBody, LeaderboardOut, LeaderboardPatch
from laurels.api.views import encode, leaderboard_out, to_leaderboard
from laurels.rules.errors import Conflict
from laurels.rules.leaderboard import Leaderboard
from laurels.wiring import GLOBAL

LeaderboardId = Annotated[str, PathParameter(description="The leaderboard's id.")]
KEPT = {"id", "created_at", "number"}  # fields that a change leaves alone


@post(
    "/leaderboards",
    body=LeaderboardBody,
    answer=LeaderboardOut,
    scope="manage",
    problems=[409, 422],
)
async def create_leaderboard(request: AnyRequest) -> Response[bytes]:
    """Create a leaderboard. Only `id` is required."""
    await require(request, "manage")
    leaderboard = to_leaderboard(await body(request, LeaderboardBody))
    created = await laurels_of(request).manage_leaderboards.create(leaderboard)
    return reply(leaderboard_out(created), 201)


@get("/leaderboards", answer=list[LeaderboardOut])
async def list_leaderboards(request: AnyRequest) -> Response[bytes]:
    """All leaderboards that the caller may read, oldest first."""
    leaderboards = laurels_of(request).manage_leaderboards.all()
    everything = all(board.public for board in leaderboards) or await may_read_all(request)
    return reply([leaderboard_out(b) for b in leaderboards if b.public or everything])


@get("/leaderboards/{id:str}", answer=LeaderboardOut, readable=True)
async def get_leaderboard(request: AnyRequest, id: LeaderboardId) -> Response[bytes]:
    """One leaderboard's definition."""
    return reply(leaderboard_out(await readable(request, id)))


@patch(
    "/leaderboards/{id:str}",
    body=LeaderboardPatch,
    answer=LeaderboardOut,
    scope="manage",
    problems=[409, 422],
)
async def change_leaderboard(request: AnyRequest, id: LeaderboardId) -> Response[bytes]:
    """Change a leaderboard. Title, limits, tiers, metadata and visibility at any time; columns,
    operator, rank method, windows and segments only while there is no event."""
    await require(request, "manage")
    manage = laurels_of(request).manage_leaderboards
    standing = manage.get(id)
    changed = _merge(standing, await body(request, LeaderboardPatch))
    changes = {f.name: getattr(changed, f.name) for f in fields(Leaderboard) if f.name not in KEPT}
    return reply(leaderboard_out(await manage.change(id, changes)))


def _merge(leaderboard: Leaderboard, patch: LeaderboardPatch) -> Leaderboard:
    """The definition with the patch laid over it, read again as a whole."""
    whole: dict[str, Any] = msgspec.json.decode(
        encode(leaderboard_out(leaderboard)), type=dict[str, msgspec.Raw]
    )
    del whole["created_at"]
    whole |= msgspec.json.decode(encode(patch), type=dict[str, msgspec.Raw])
    return to_leaderboard(decode(encode(whole), LeaderboardBody))


@delete("/leaderboards/{id:str}", status_code=204, scope="manage", problems=[409])
async def delete_leaderboard(request: AnyRequest, id: LeaderboardId) -> None:
    """Delete a leaderboard. Its events stay in the journal; its id is free again."""
    await require(request, "manage")
    if id == GLOBAL:
        raise Conflict(f"'{id}' stays: the classic routes answer from it.", field="id")
    await laurels_of(request).manage_leaderboards.delete(id)


ROUTES = [
    create_leaderboard,
    list_leaderboards,
    get_leaderboard,
    change_leaderboard,
    delete_leaderboard,
]
