"""One server in dev mode for all real results; each test brings its own boards."""

from collections.abc import Iterator

import httpx
import pytest

from tests.realdata.data import DATA
from tests.servers import LaurelsServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    if not DATA.is_dir():
        pytest.skip("the real results are not beside the project, in ../shared/data")
    with LaurelsServer(tmp_path_factory.mktemp("realdata") / "data", "--dev") as server:
        yield server


@pytest.fixture(scope="session")
def client(server: LaurelsServer) -> httpx.Client:
    return server.client
