"""The load generator, against a server that answers at once."""

import asyncio
from itertools import repeat

import pytest

from benchmarks.client import UnexpectedAnswer, load, request
from benchmarks.paced import paced

OK, CREATED = frozenset({200}), frozenset({201})
REQUESTS = repeat(request("GET", "/"))


@pytest.fixture
async def port():
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            while (await reader.readline()).strip():
                pass
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_every_connection_is_busy_until_the_end(port):
    shown = await load("127.0.0.1", port, REQUESTS, OK, 0.05, 3)
    assert len(shown.latencies) >= 3
    assert shown.latencies == sorted(shown.latencies)


async def test_a_load_at_a_rate_keeps_to_it(port):
    shown = await paced("127.0.0.1", port, REQUESTS, OK, 0.5, 200, 4)
    assert 60 <= len(shown.latencies) <= 140  # of 100 that random arrivals make on average


async def test_another_status_ends_the_load(port):
    with pytest.raises(UnexpectedAnswer, match="200 OK"):
        await load("127.0.0.1", port, REQUESTS, CREATED, 5)
