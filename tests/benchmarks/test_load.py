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


async def test_who_is_done_does_not_wait_for_others_on_an_open_connection():
    """Servers close what is idle; that is no fault of theirs."""
    closed, slow = asyncio.Event(), asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if first := not slow.is_set():
            slow.set()
        await reader.readuntil(b"\r\n\r\n")
        if first:
            await closed.wait()
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        await reader.read()
        closed.set()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    shown = await asyncio.wait_for(load("127.0.0.1", port, REQUESTS, OK, 0, 2), 20)
    server.close()
    assert len(shown.latencies) == 2


async def test_a_load_at_a_rate_keeps_to_it(port):
    shown = await paced("127.0.0.1", port, REQUESTS, OK, 0.5, 200, 4)
    assert 60 <= len(shown.latencies) <= 140  # of 100 that random arrivals make on average


async def test_another_status_ends_the_load(port):
    with pytest.raises(UnexpectedAnswer, match="200 OK"):
        await load("127.0.0.1", port, REQUESTS, CREATED, 5)
