"""One server in dev mode for all real results; each test brings its own boards."""

import os
from collections.abc import Iterator

import httpx
import pytest

from tests.realdata.data import BESIDE, DATA, is_owed
from tests.servers import LaurelsServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    if not DATA.is_dir():
        told = f"the real results are not in '{DATA}'; LAURELS_TEST_DATA names another folder"
        (pytest.fail if is_owed(BESIDE, os.environ) else pytest.skip)(told)
    with LaurelsServer(tmp_path_factory.mktemp("realdata") / "data", "--dev") as server:
        yield server


@pytest.fixture(scope="session")
def client(server: LaurelsServer) -> httpx.Client:
    return server.client
