"""A connection to Redis or Valkey, stand-alone or Cluster, and what is asked of the server."""

import asyncio
import logging
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from redis.asyncio import BlockingConnectionPool, ConnectionPool, Redis, RedisCluster
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as BrokenConnection
from redis.exceptions import RedisError, ResponseError

from laurels.adapters.redis_refusals import reason, refused, server_of
from laurels.rules.errors import Unavailable

OLDEST = (6, 2)
CONNECTIONS = 32  # to each server; more requests than that wait for one
CONNECT_SECONDS = 1.0
ANSWER_SECONDS = 2.0
RETRIES = 3  # where a connection breaks; all that is sent may be sent twice
PAUSES = ExponentialBackoff(cap=0.2, base=0.02)

log = logging.getLogger(__name__)
Client = Redis | RedisCluster


async def connect(url: str, setting: str = "LAURELS_REDIS_URL") -> Client:
    """A client of the kind that the server at a URL needs, once the server is found fit.

    InvalidRequest or Unavailable, with what to do, where it is no address, does not answer or must
    not hold a ranking index.
    """
    server = server_of(url, setting)
    client = stand_alone(url)
    try:
        try:
            about = await client.info()
        except (RedisError, OSError) as error:
            raise Unavailable(refused(server, setting, error)) from None
        check_fit(about)
    except BaseException:
        await client.aclose()
        raise
    if not about.get("cluster_enabled"):
        return client
    await client.aclose()
    return cluster(url)


def client_of(url: str, is_cluster: bool) -> Client:
    """A client of the kind that `connect` has found, which connects when it is first used."""
    return cluster(url) if is_cluster else stand_alone(url)


def stand_alone(url: str) -> Redis:
    """A client of one server, which connects when it is first used."""
    pool = _Pool.from_url(
        url,
        max_connections=CONNECTIONS,
        timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(PAUSES, RETRIES, (BrokenConnection,)),
        protocol=2,
    )
    return Redis.from_pool(pool)


def cluster(url: str) -> RedisCluster:
    """A client of all nodes of a Cluster, found through one of them."""
    return RedisCluster.from_url(
        url,
        max_connections=10 * CONNECTIONS,
        socket_timeout=ANSWER_SECONDS,
        socket_connect_timeout=CONNECT_SECONDS,
        retry=Retry(PAUSES, RETRIES, (BrokenConnection,)),
        reinitialize_steps=0,  # a slot that has moved is no reason to close all connections
        protocol=2,
    )


class _Pool(BlockingConnectionPool):
    """Where a connection comes back broken, those that are idle mostly are, too: each would cost
    somebody a time-out where the network has fallen silent."""

    async def release(self, connection: AbstractConnection) -> None:
        if not connection.is_connected:
            for idle in self._available_connections:
                await idle.disconnect(nowait=True)  # in one go: nobody is given it meanwhile
        await super().release(connection)


async def listener(client: Client) -> Redis:
    """A connection of its own to the server, or to any node of the Cluster, that ends where it
    breaks instead of trying again."""
    source: Any
    if isinstance(client, RedisCluster):
        await client.initialize()
        source = random.choice(client.get_nodes())  # noqa: S311
    else:
        source = client.connection_pool
    arguments = {**source.connection_kwargs, "retry": Retry(NoBackoff(), 0)}
    return Redis.from_pool(ConnectionPool(source.connection_class, **arguments))


def check_fit(about: dict[str, Any]) -> None:
    """Unavailable, with what to do, where a server is too old or throws away what it holds."""
    version = str(about["redis_version"])
    if tuple(map(int, version.split(".")[:2])) < OLDEST:
        raise Unavailable(
            f"Redis is version {version}; Laurels needs 6.2 or newer, or Valkey. Upgrade it."
        )
    policy = about.get("maxmemory_policy", "noeviction")
    if policy != "noeviction":
        raise Unavailable(
            f"Redis throws entries away when its memory is full (maxmemory-policy {policy}). "
            "Set maxmemory-policy to noeviction, or give Laurels a Redis of its own."
        )


@contextmanager
def redis_answers() -> Iterator[None]:
    """Unavailable in place of whatever keeps Redis from an answer."""
    try:
        yield
    except ResponseError as error:
        if type(error) is ResponseError:  # not a state of the server that passes
            log.exception("Redis refused a command")
        raise Unavailable(f"Redis refuses: {reason(error)}.") from error
    except (AttributeError, RuntimeError) as error:
        # redis-py's Cluster client, told that the Cluster is down, closes connections that other
        # tasks are just opening, which then miss their stream, or find it closed in uvloop.
        if isinstance(error, RuntimeError) and "is closed" not in str(error):
            raise
        log.warning("Redis closed the connection, or so it seems", exc_info=error)
        raise Unavailable("Redis closed the connection.") from error
    except (RedisError, OSError, TimeoutError) as error:
        raise Unavailable(f"Redis does not answer: {reason(error)}.") from error
    # redis-py sends by asyncio.wait_for, which before Python 3.12 can swallow a cancellation:
    # a task that loops would then never end.
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
