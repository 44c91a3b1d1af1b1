"""The quick service: FastAPI on a Redis sorted set. Nothing is durable.

A score is a double; equal scores stand in the order of the players' names; a repeated
submission counts again; two windows of one request can differ after a crash. Those are the
limits of the design, not of this file.
"""

from itertools import count
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel
from redis.asyncio import ConnectionPool, Redis

from benchmarks.rivals.made_up import COUNTRIES, player_id, score_of
from benchmarks.rivals.servers import Started, start_redis

UNIT = 10_000
BOARDS = {"one": ["all-time"], "three": ["all-time", "monthly", "weekly"]}
# No snapshots and no log: a fork of a large Redis in the middle of a run would only cost it.
SETTINGS = {"save": "", "appendonly": "no"}

app = FastAPI(openapi_url=None)
redis: "Redis"


class Submission(BaseModel):
    """What a game sends."""

    player: str
    score: int
    submission_id: str | None = None


@app.post("/api/v1/leaderboards/{board}/scores")
async def submit(board: str, body: Submission) -> Response:
    """Rank before, the new sum, rank after: one transaction, one round trip."""
    async with redis.pipeline() as pipe:
        for window in BOARDS[board]:
            key = f"{board}:{window}"
            pipe.zrevrank(key, body.player)
            pipe.zincrby(key, body.score, body.player)
            pipe.zrevrank(key, body.player)
        got = await pipe.execute()
    standings = [
        {"window": window, "score": int(total), "rank": after + 1, "previous_rank": _rank(before)}
        for window, before, total, after in zip(
            BOARDS[board], got[::3], got[1::3], got[2::3], strict=True
        )
    ]
    return _json({"player": body.player, "standings": standings}, 201)


@app.get("/api/v1/leaderboards/{board}/entries/{player}")
async def rank(board: str, player: str) -> Response:
    """One round trip."""
    key = f"{board}:all-time"
    async with redis.pipeline(transaction=False) as pipe:
        pipe.zrevrank(key, player).zscore(key, player).hget("players", player)
        place, score, profile = await pipe.execute()
    if place is None:
        raise HTTPException(404)
    return _json(_entry(place + 1, player, score, profile))


@app.get("/api/v1/leaderboards/{board}/entries/{player}/around")
async def around(board: str, player: str, span: int = 5) -> Response:
    """Where it stands, who is there, what they are called: three round trips."""
    place = await redis.zrevrank(f"{board}:all-time", player)
    if place is None:
        raise HTTPException(404)
    return await _page(board, max(0, place - span), 2 * span + 1)


@app.get("/api/v1/leaderboards/{board}/entries")
async def page(board: str, limit: int = 100, offset: int = 0) -> Response:
    """Two round trips."""
    return await _page(board, offset, limit)


async def _page(board: str, offset: int, limit: int) -> Response:
    rows = await redis.zrevrange(f"{board}:all-time", offset, offset + limit - 1, withscores=True)
    profiles = await redis.hmget("players", [player for player, _ in rows]) if rows else []
    entries = [
        _entry(rank, player.decode(), score, profile)
        for rank, (player, score), profile in zip(count(offset + 1), rows, profiles, strict=False)
    ]
    return _json({"entries": entries})


def _entry(rank: int, player: str, score: float, profile: bytes | None) -> dict[str, Any]:
    name, country = (profile or b"\0").decode().split("\0")
    return {"rank": rank, "player": player, "name": name, "country": country, "score": int(score)}


def _rank(place: int | None) -> int | None:
    return None if place is None else place + 1


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def build(folder: Path) -> tuple[FastAPI, dict[str, Started]]:
    """The service and what it stands on."""
    global redis
    started = start_redis(folder, SETTINGS)
    redis = _connect(started.address)
    return app, {"Redis": started}


async def fill(players: int) -> None:
    """A score and a profile of every player, by large commands."""
    own = _connect(redis.connection_pool.connection_kwargs["path"])  # of this event loop
    first_set, *others = [f"{board}:{window}" for board in BOARDS for window in BOARDS[board]]
    for first in range(0, players, UNIT):
        numbers = range(first, min(first + UNIT, players))
        await own.zadd(first_set, {player_id(n): score_of(n) for n in numbers})
        profiles = {player_id(n): f"Player {n}\0{COUNTRIES[n % len(COUNTRIES)]}" for n in numbers}
        await own.hset("players", mapping=profiles)
    for key in others:
        await own.copy(first_set, key)
    await own.aclose()


def _connect(address: str) -> "Redis":
    pool = ConnectionPool.from_url(f"unix://{address}")  # no lock and no timeout for each command
    return Redis(connection_pool=pool)
