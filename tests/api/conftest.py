"""One server in dev mode for all tests of the HTTP contract; each test brings its own board."""

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from laurels.data_sets import key_office
from laurels.settings import Settings
from tests.api.boards import BASE, Board
from tests.servers import LaurelsServer

_numbers = itertools.count(1)
MakeBoard = Callable[..., Board]
MakeKey = Callable[..., str]


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path_factory.mktemp("api") / "data", "--dev") as server:
        yield server
        assert " failed\n" not in server.output(), "the server logged a fault of its own"


@pytest.fixture(scope="session")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    """A server that is not in dev mode: keys count."""
    with LaurelsServer(tmp_path_factory.mktemp("guarded") / "data") as server:
        yield server


@pytest.fixture
def client(server: LaurelsServer) -> httpx.Client:
    return server.client


@pytest.fixture
def board_id() -> str:
    """An id that no other test uses."""
    return f"board-{next(_numbers)}"


@pytest.fixture
def make_board(client: httpx.Client) -> MakeBoard:
    """`make_board(operator="sum")`: a leaderboard of its own."""

    def make(**definition: Any) -> Board:
        id = f"board-{next(_numbers)}"
        answer = client.post(f"{BASE}/leaderboards", json={"id": id, **definition})
        assert answer.status_code == 201, answer.text
        return Board(client, id)

    return make


@pytest.fixture
def board(make_board: MakeBoard) -> Board:
    """A leaderboard with all defaults."""
    return make_board()


@pytest.fixture
def player_id() -> str:
    """A player that no other test uses."""
    return f"player-{next(_numbers)}"


@pytest.fixture(scope="session")
def make_key(guarded: LaurelsServer) -> MakeKey:
    """`make_key("read", "submit")`: a new key's text, made beside the running server, which
    has taken note of it."""

    def make(*scopes: str) -> str:
        key = asyncio.run(_create_key(guarded.data, scopes))
        headers, deadline = {"authorization": f"Bearer {key}"}, time.monotonic() + 5
        while time.monotonic() < deadline:
            url = f"{BASE}/leaderboards/unknown"
            if guarded.client.delete(url, headers=headers).status_code != 401:
                return key
        raise AssertionError("the server does not know the new key")

    return make


async def _create_key(data: Path, scopes: tuple[str, ...]) -> str:
    async with key_office(Settings(data=str(data))) as keys:
        return await keys.create("of a test", scopes)


@pytest.fixture
def spare(tmp_path: Path) -> Iterator[httpx.Client]:
    """A server of its own, for a test that spoils it."""
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        yield server.client
