"""Two processes over one PostgreSQL and one Redis, as behind a load balancer."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres_server
from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_server
from tests.servers import LaurelsServer

POSTGRES = 18
Pair = tuple[LaurelsServer, LaurelsServer]


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    return postgres_server.postgres(POSTGRES)


@pytest.fixture(scope="session")
def redis() -> RedisServer:
    return redis_server("wheel")


@pytest.fixture(scope="module")
def pair(
    tmp_path_factory: pytest.TempPathFactory, postgres: PostgresServer, redis: RedisServer
) -> Iterator[Pair]:
    """Two servers that share everything but their folders."""
    folder: Path = tmp_path_factory.mktemp("scale")
    url = postgres.new_database()
    environment = {
        "LAURELS_DATABASE_URL": url,
        "LAURELS_REDIS_URL": redis.url,
        "LAURELS_SECRET_KEY": "of a test, and the same for both",
    }
    redis.ask("FLUSHALL")
    with (
        LaurelsServer(folder / "one", "--dev", **environment) as one,
        LaurelsServer(folder / "other", "--dev", **environment) as other,
    ):
        yield one, other
    postgres.drop(url)
