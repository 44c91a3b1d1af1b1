"""One server in dev mode for all tests of the HTTP contract; each test brings its own board."""

import itertools
from collections.abc import Iterator

import httpx
import pytest

from tests.servers import LaurelsServer

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path_factory.mktemp("api") / "data", "--dev") as server:
        yield server


@pytest.fixture
def client(server: LaurelsServer) -> httpx.Client:
    return server.client


@pytest.fixture
def board_id() -> str:
    """An id that no other test uses."""
    return f"board-{next(_numbers)}"
