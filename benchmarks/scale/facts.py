"""What no load shows: bytes in Redis, in PostgreSQL, and on the wire."""

import socket
from collections.abc import Sequence
from typing import Any

import psycopg

from benchmarks.measure import new_world
from benchmarks.process import HOST, Service
from benchmarks.subject import Subject
from tests.redis_server import RedisServer

STORED = """
SELECT
    (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('events')),
    (SELECT count(*) FROM events),
    pg_total_relation_size('submission_ids'), (SELECT count(*) FROM submission_ids),
    pg_total_relation_size('answers'), (SELECT count(*) FROM answers),
    pg_total_relation_size('entries'), (SELECT count(*) FROM entries),
    pg_total_relation_size('players'), (SELECT count(*) FROM players)
"""
TABLES = ("event", "submission id", "answer", "entry", "player")


def of_redis(redis: RedisServer) -> int:
    """Bytes that it uses."""
    about: Any = redis.ask("INFO", "memory")
    return int(about["used_memory"])


def stored(url: str) -> dict[str, float]:
    """Bytes of PostgreSQL a row, indexes too, as many runs have left them."""
    with psycopg.connect(url) as connection:
        ((*found,),) = connection.execute(STORED).fetchall()
    pairs = zip(TABLES, found[::2], found[1::2], strict=True)
    return {f"stored bytes, {name}": float(size) / rows for name, size, rows in pairs if rows}


def of_traffic(server: Service, subjects: Sequence[Subject], players: int) -> dict[str, float]:
    """Bytes of one request and its answer, heads too."""
    facts: dict[str, float] = {}
    for subject in subjects:
        request = next(iter(subject.requests(new_world(server, subject.board, players))))
        with socket.create_connection((HOST, server.ports[0])) as connection:
            connection.sendall(request.replace(b"\r\n", b"\r\nconnection: close\r\n", 1))
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        facts[f"request bytes, {subject.title}"] = len(request)
        facts[f"answer bytes, {subject.title}"] = len(answer)
    return facts
