"""One browser and one server for all tests; each test has visitors and leaderboards of its own.

The browser's fixtures are of this package, not of the session: while Playwright runs, no other
test could have an event loop.
"""

import itertools
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.api.boards import BASE, Board
from tests.servers import LaurelsServer
from tests.web.visitors import Visitors
from tools.chromium import NoChromium, launch

ROOT = Path(__file__).parents[2]
WEB_APP = ROOT / "src" / "laurels" / "web" / "index.html"
BUILD = ROOT / "build"
FAILURES = BUILD / "web-failures"
PATIENCE_MS = 10_000
LONG = 260_000  # rows: more than a list can be tall, so that a pixel stands for several

_numbers = itertools.count(1)
MakeBoard = Callable[..., Board]

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The machine's Chromium. Without one, or without a built app, a test skips; in CI it fails."""
    if not WEB_APP.exists():
        _give_up("the web app is not built: make web")
    try:
        browser = launch(playwright)
    except NoChromium as error:
        _give_up(str(error))
    yield browser
    browser.close()


def _give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    """The demo's leaderboards with their history, and `long`, which has many players."""
    data = tmp_path_factory.mktemp("web") / "data"
    laurels("demo", "--data", str(data))
    filled = ("--players", str(LONG), "--events", str(LONG), "--no-profiles")
    laurels("populate", "--data", str(data), "--leaderboard", "long", *filled)
    with LaurelsServer(data, "--dev") as server:
        yield server
        assert " failed\n" not in server.output(), "the server logged a fault of its own"


def laurels(*command: str) -> None:
    """Run a command of Laurels that must succeed. Not measured: it has tests of its own."""
    unmeasured = {k: v for k, v in os.environ.items() if not k.startswith("COVERAGE_")}
    told = subprocess.run(
        [sys.executable, "-m", "laurels", *command],
        env=unmeasured,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert told.returncode == 0, told.stdout


@pytest.fixture
def make_board(server: LaurelsServer) -> Iterator[MakeBoard]:
    """`make_board(ann=30, bob=20)`: a leaderboard of its own with these scores, gone at the end.
    Its definition is in `definition=`."""
    made: list[Board] = []

    def make(definition: dict[str, Any] | None = None, **scores: Any) -> Board:
        id = f"board-{next(_numbers)}"
        answer = server.client.post(
            f"{BASE}/leaderboards", json={"id": id, "title": f"Race {id}", **(definition or {})}
        )
        assert answer.status_code == 201, answer.text
        board = Board(server.client, id)
        made.append(board)
        answer = board.batch([{"player": p, "score": score} for p, score in scores.items()])
        assert answer.status_code == 200, answer.text
        assert answer.json()["rejected"] == 0, answer.text
        return board

    yield make
    for board in made:
        board.client.delete(board.url)


@pytest.fixture
def visitors(
    browser: Browser, server: LaurelsServer, request: pytest.FixtureRequest
) -> Iterator[Visitors]:
    """Opens pages, each as a visitor of its own. At the end no page may have complained."""
    visitors = Visitors(browser, server.url)
    yield visitors
    failed = request.node.stash.get(_failed, False)
    complaints = visitors.complaints()
    if failed or complaints:
        name = re.sub(r"[^\w.-]+", "-", request.node.name).strip("-")
        visitors.keep(FAILURES / name)
    visitors.leave()
    assert failed or not complaints, "the console said:\n" + "\n".join(complaints)


_failed = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Lets fixtures know, at the end of a test, whether it failed."""
    report = yield
    if report.when == "call":
        item.stash[_failed] = report.failed
    return report
