"""The textbook service: FastAPI, SQLAlchemy, PostgreSQL with row locks, the top in Redis.

A rank is the number of better entries plus one, counted on an index. Durable and, by a unique
submission id, once. What a rank costs grows with the board: that is the design's limit.
"""

from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel
from redis.asyncio import BlockingConnectionPool, Redis
from sqlalchemy import Identity, Index, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

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
    "max_connections": "40",
}


class Base(DeclarativeBase):
    """The schema."""


class Player(Base):
    """What is known of one."""

    __tablename__ = "players"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    country: Mapped[str | None]


class Score(Base):
    """An event: a submission that was accepted."""

    __tablename__ = "scores"
    sequence: Mapped[int] = mapped_column(Identity(), primary_key=True)
    player: Mapped[str]
    score: Mapped[int]
    submission_id: Mapped[str | None] = mapped_column(unique=True)


class Entry(Base):
    """A player's row on the board."""

    __tablename__ = "entries"
    player: Mapped[str] = mapped_column(primary_key=True)
    score: Mapped[int]
    earlier: Mapped[int]  # minus the sequence: the greater of two equal scores came first
    __table_args__ = (Index("entries_in_order", "score", "earlier"),)


class Submission(BaseModel):
    """What a game sends."""

    player: str
    score: int
    submission_id: str | None = None


app = FastAPI(openapi_url=None)
session: async_sessionmaker[AsyncSession]
redis: "Redis"
IN_ORDER = (Entry.score, Entry.earlier)
BEST_FIRST = (Entry.score.desc(), Entry.earlier.desc())


@app.post("/api/v1/leaderboards/one/scores")
async def submit(body: Submission, ranks: bool = True) -> Response:
    """One transaction: the event, the locked entry, both ranks in one count, the new entry."""
    async with session.begin() as db:
        event = insert(Score).values(**body.model_dump()).on_conflict_do_nothing()
        sequence = await db.scalar(event.returning(Score.sequence))
        locked = select(Entry.score).where(Entry.player == body.player).with_for_update()
        before = await db.scalar(locked)
        if sequence is None:  # sent before
            return _json({"player": body.player, "score": before, "replayed": True})
        score = (before or 0) + body.score
        answer = {"player": body.player, "score": score}
        if ranks:
            answer |= await _ranks(db, before, score)
        if before is None:
            await db.execute(insert(Player).values(id=body.player).on_conflict_do_nothing())
            db.add(Entry(player=body.player, score=score, earlier=-sequence))
        else:
            row = update(Entry).where(Entry.player == body.player)
            await db.execute(row.values(score=score, earlier=-sequence))
    return _json(answer, 201)


async def _ranks(db: AsyncSession, before: int | None, score: int) -> dict[str, Any]:
    """The ranks before and after, by one walk over the better entries."""
    lower = score if before is None else min(before, score)
    better = select(
        func.count().filter(Entry.score > score),
        func.count().filter(Entry.score > (score if before is None else before)),
    ).where(Entry.score > lower)
    after, earlier = (await db.execute(better)).one()
    return {"rank": after + 1, "previous_rank": None if before is None else earlier + 1}


@app.get("/api/v1/leaderboards/one/entries/{player}")
async def rank(player: str) -> Response:
    """The entry, and a count of the better ones."""
    async with session() as db:
        row = await db.execute(_profiled(select(Entry).where(Entry.player == player)))
        return _json((await _ranked(db, row.all()) or _missing())[0])


@app.get("/api/v1/leaderboards/one/entries/{player}/around")
async def around(player: str, span: int = 5) -> Response:
    """Neighbours on both sides by walks along the index, and one count."""
    async with session() as db:
        me = await db.get(Entry, player) or _missing()
        mine = tuple_(me.score, me.earlier)
        above = select(Entry).where(tuple_(*IN_ORDER) > mine).order_by(*IN_ORDER).limit(span)
        below = select(Entry).where(tuple_(*IN_ORDER) <= mine).order_by(*BEST_FIRST).limit(span + 1)
        rows = [*(await db.execute(_profiled(above))).all()]
        rows += (await db.execute(_profiled(below))).all()
        return _json({"entries": await _ranked(db, sorted(rows, key=_place))})


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
    async with session() as db:
        entries = select(Entry).order_by(*BEST_FIRST).offset(offset).limit(limit)
        rows = (await db.execute(_profiled(entries))).all()
        return orjson.dumps({"entries": await _ranked(db, sorted(rows, key=_place))})


def _profiled(entries: Any) -> Any:
    found = entries.subquery()
    return select(found.c.player, found.c.score, found.c.earlier, Player.name, Player.country).join(
        Player, Player.id == found.c.player
    )


async def _ranked(db: AsyncSession, rows: list[Any]) -> list[dict[str, Any]]:
    """Neighbours, best first, with ranks: only the first one's is counted."""
    if not rows:
        return []
    better = select(func.count()).select_from(Entry).where(Entry.score > rows[0].score)
    rank = first = 1 + (await db.scalar(better) or 0)
    entries: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        if entries and row.score != entries[-1]["score"]:
            rank = first + place
        entry = {"rank": rank, "player": row.player, "score": row.score}
        entries.append(entry | {"name": row.name, "country": row.country})
    return entries


def _place(row: Any) -> tuple[int, int]:
    return -row.score, -row.earlier


def _missing() -> Any:
    raise HTTPException(404)


def _json(value: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status, media_type="application/json")


def build(folder: Path) -> tuple[FastAPI, dict[str, Started]]:
    """The service and what it stands on."""
    global session, redis, url
    folder.mkdir(parents=True)
    postgres = start_postgres(folder / "postgres", SETTINGS)
    cache = start_redis(folder / "redis", {"save": "", "appendonly": "no"})
    url = f"postgresql+asyncpg://postgres@/postgres?host={postgres.address}"
    engine = create_async_engine(url, pool_size=CONNECTIONS, max_overflow=0)
    session = async_sessionmaker(engine, expire_on_commit=False)
    pool = BlockingConnectionPool.from_url(f"unix://{cache.address}", max_connections=CONNECTIONS)
    redis = Redis(connection_pool=pool)
    return app, {"PostgreSQL": postgres, "Redis": cache}


async def fill(players: int) -> None:
    """All players by statements over a series, the index afterwards, then a vacuum."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as db:
        await db.run_sync(Base.metadata.create_all)
        for statement in FILL:
            given = {"players": players, "countries": COUNTRIES} if ":" in statement else {}
            await db.execute(text(statement), given)
    await engine.dispose()


url = ""
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
    "CREATE INDEX entries_in_order ON entries (score, earlier)",
    "VACUUM ANALYZE",
)
