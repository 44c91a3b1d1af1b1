"""The textbook service: FastAPI, SQLAlchemy, PostgreSQL with row locks, the top in Redis.

A rank is the number of better entries plus one, counted on an index. Durable and, by a unique
submission id, once. What a rank costs grows with the board: that is the design's limit.
Statements are built once, and reads open no transaction: half of the service's CPU otherwise.
"""

from pathlib import Path
from typing import Any

import orjson
import sqlalchemy as sa
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel
from redis.asyncio import ConnectionPool, Redis
from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, bindparam, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from benchmarks.rivals.made_up import COUNTRIES
from benchmarks.rivals.servers import Started, start_postgres, start_redis

CONNECTIONS = 16
TOP_SECONDS = 1  # how old the cached top may be
SETTINGS = {
    "synchronous_commit": "on",
    "shared_buffers": "2GB",  # all of the data
    "effective_cache_size": "8GB",
    "work_mem": "64MB",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    # Counts read the index alone only where no page has changed since the last vacuum.
    "autovacuum_naptime": "10s",
    "autovacuum_vacuum_scale_factor": "0.002",
    "max_connections": "40",
}

schema = sa.MetaData()
players = Table(
    "players", schema, Column("id", Text, primary_key=True), Column("name", Text),
    Column("country", Text),
)  # fmt: skip
scores = Table(
    "scores", schema, Column("sequence", BigInteger, Identity(), primary_key=True),
    Column("player", Text, nullable=False), Column("score", BigInteger, nullable=False),
    Column("submission_id", Text, unique=True),
)  # fmt: skip
entries = Table(
    "entries", schema, Column("player", Text, primary_key=True),
    Column("score", BigInteger, nullable=False),
    # Minus the sequence: the greater of two equal scores came first.
    Column("earlier", BigInteger, nullable=False),
    # With the player in it, a walk along the index needs no look into the table.
    Index("entries_in_order", "score", "earlier", postgresql_include=["player"]),
)  # fmt: skip

E = entries.c
HERE, IN_ORDER = sa.tuple_(E.score, E.earlier), (E.score, E.earlier)
BEST_FIRST = (E.score.desc(), E.earlier.desc())
PLACE = sa.tuple_(bindparam("score", type_=BigInteger), bindparam("earlier", type_=BigInteger))


def _profiled(found: Any) -> Any:
    part = found.subquery()
    return sa.select(part, players.c.name, players.c.country).join(
        players, players.c.id == part.c.player
    )


ADD_EVENT = insert(scores).on_conflict_do_nothing().returning(scores.c.sequence)
ADD_PLAYER = insert(players).on_conflict_do_nothing()
LOCK = sa.select(E.score).where(E.player == bindparam("who")).with_for_update()
PUT = insert(entries)
PUT = PUT.on_conflict_do_update(
    index_elements=["player"], set_={"score": PUT.excluded.score, "earlier": PUT.excluded.earlier}
)
BETTER = sa.select(func.count()).where(E.score > bindparam("score"))
BETTER_TWICE = sa.select(
    func.count().filter(E.score > bindparam("after")), func.count()
).where(E.score > bindparam("before"))  # fmt: skip
ENTRY = _profiled(sa.select(entries).where(E.player == bindparam("who")))
SPAN = bindparam("span", type_=BigInteger)
ABOVE = _profiled(sa.select(entries).where(HERE > PLACE).order_by(*IN_ORDER).limit(SPAN))
BELOW = _profiled(sa.select(entries).where(HERE < PLACE).order_by(*BEST_FIRST).limit(SPAN))
PAGE = _profiled(
    sa.select(entries).order_by(*BEST_FIRST)
    .offset(bindparam("offset", type_=BigInteger)).limit(bindparam("limit", type_=BigInteger))
)  # fmt: skip


class Submission(BaseModel):
    """What a game sends."""

    player: str
    score: int
    submission_id: str | None = None


app = FastAPI(openapi_url=None)
engine: AsyncEngine
reading: AsyncEngine
redis: "Redis"


@app.post("/api/v1/leaderboards/one/scores")
async def submit(body: Submission, ranks: bool = True) -> Response:
    """One transaction: the event, the locked entry, both ranks in one count, the new entry."""
    async with engine.begin() as db:
        sequence = await db.scalar(ADD_EVENT, body.model_dump())
        before = await db.scalar(LOCK, {"who": body.player})
        if sequence is None:  # sent before
            return _json({"player": body.player, "score": before, "replayed": True})
        score = (before or 0) + body.score
        answer = {"player": body.player, "score": score}
        if ranks:
            answer |= await _ranks(db, before, score)
        if before is None:
            await db.execute(ADD_PLAYER, {"id": body.player})
        await db.execute(PUT, {"player": body.player, "score": score, "earlier": -sequence})
    return _json(answer, 201)


async def _ranks(db: AsyncConnection, before: int | None, after: int) -> dict[str, Any]:
    """The ranks before and after, by one walk over the better entries: a score only adds."""
    if before is None:
        return {"rank": 1 + (await db.scalar(BETTER, {"score": after}) or 0)}
    better = await db.execute(BETTER_TWICE, {"before": before, "after": after})
    now, earlier = better.one()
    return {"rank": now + 1, "previous_rank": earlier + 1}


@app.get("/api/v1/leaderboards/one/entries/{player}")
async def rank(player: str) -> Response:
    """The entry, and a count of the better ones."""
    async with reading.connect() as db:
        rows = (await db.execute(ENTRY, {"who": player})).all()
        return _json((await _ranked(db, rows) or _missing())[0])


@app.get("/api/v1/leaderboards/one/entries/{player}/around")
async def around(player: str, span: int = 5) -> Response:
    """Neighbours on both sides by walks along the index, and one count."""
    async with reading.connect() as db:
        me = (await db.execute(ENTRY, {"who": player})).first() or _missing()
        place = {"score": me.score, "earlier": me.earlier, "span": span}
        above = (await db.execute(ABOVE, place)).all()
        below = (await db.execute(BELOW, place)).all()
        return _json({"entries": await _ranked(db, [*above, me, *below])})


@app.get("/api/v1/leaderboards/one/entries")
async def page(limit: int = 100, offset: int = 0) -> Response:
    """The top comes from the cache; elsewhere PostgreSQL walks the index to the offset."""
    if offset:
        return Response(await _page(limit, offset), media_type="application/json")
    body = await redis.get(f"top:{limit}")
    if body is None:
        body = await _page(limit, 0)
        await redis.set(f"top:{limit}", body, ex=TOP_SECONDS)
    return Response(body, media_type="application/json")


async def _page(limit: int, offset: int) -> bytes:
    async with reading.connect() as db:
        rows = (await db.execute(PAGE, {"limit": limit, "offset": offset})).all()
        return orjson.dumps({"entries": await _ranked(db, list(rows))})


async def _ranked(db: AsyncConnection, rows: list[Any]) -> list[dict[str, Any]]:
    """Neighbours with ranks, best first: only the first one's is counted."""
    if not rows:
        return []
    rows = sorted(rows, key=lambda row: (-row.score, -row.earlier))
    rank = first = 1 + (await db.scalar(BETTER, {"score": rows[0].score}) or 0)
    ranked: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        if ranked and row.score != ranked[-1]["score"]:
            rank = first + place
        entry = {"rank": rank, "player": row.player, "score": row.score}
        ranked.append(entry | {"name": row.name, "country": row.country})
    return ranked


def _missing() -> Any:
    raise HTTPException(404)


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def build(folder: Path) -> tuple[FastAPI, dict[str, Started]]:
    """The service and what it stands on."""
    global engine, reading, redis
    folder.mkdir(parents=True)
    postgres = start_postgres(folder / "postgres", SETTINGS)
    cache = start_redis(folder / "redis", {"save": "", "appendonly": "no"})
    url = f"postgresql+asyncpg://postgres@/postgres?host={postgres.address}"
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)
    reading = engine.execution_options(isolation_level="AUTOCOMMIT")
    redis = Redis(connection_pool=ConnectionPool.from_url(f"unix://{cache.address}"))
    return app, {"PostgreSQL": postgres, "Redis": cache}


async def fill(count: int) -> None:
    """All players by statements over a series, the index afterwards, then a vacuum."""
    async with reading.connect() as db:
        await db.run_sync(schema.create_all)
        for statement in FILL:
            given = {"players": count, "countries": COUNTRIES} if ":" in statement else {}
            await db.execute(sa.text(statement), given)
    await engine.dispose()  # its connections belong to this event loop


_PLAYERS = (
    "SELECT n, 'player-' || lpad((n + 1)::text, greatest(7, length((n + 1)::text)), '0') AS id, "
    "n * 2654435761 & 4294967295 AS mixed FROM generate_series(0::bigint, :players - 1) AS n"
)
FILL = (
    "DROP INDEX entries_in_order",
    "INSERT INTO players SELECT id, 'Player ' || n, "
    f"(CAST(:countries AS text[]))[n % 24 + 1] FROM ({_PLAYERS}) AS made",
    "INSERT INTO scores (player, score) SELECT id, (mixed & 65535) * (mixed >> 16) >> 20 "
    f"FROM ({_PLAYERS}) AS made",
    "INSERT INTO entries SELECT player, score, -sequence FROM scores",
    "CREATE INDEX entries_in_order ON entries (score, earlier) INCLUDE (player)",
    "VACUUM ANALYZE",
)
