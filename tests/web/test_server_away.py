"""The server is killed and comes back: what was seen stays, and then goes on."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.api.boards import BASE, Board
from tests.servers import LaurelsServer
from tests.web.screens import row
from tests.web.visitors import Visitors, wait_until_live

# No connection while it is away, and 503 while it loads its ranks.
AWAY = "ERR_CONNECTION|ERR_EMPTY_RESPONSE|WebSocket|status of 503"
WATCH_FOR_FLASHES = """() => {
  window.flashes = { bones: 0, rows: Infinity }
  const look = () => {
    flashes.bones = Math.max(flashes.bones, document.querySelectorAll("main .shimmer").length)
    flashes.rows = Math.min(flashes.rows, document.querySelectorAll("[data-player]").length)
  }
  look()
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
}"""


@pytest.fixture
def mortal(browser: Browser, tmp_path: Path) -> Iterator[LaurelsServer]:
    """A server of the test's own, which comes back where it was."""
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        server.options = ("--dev", "--port", server.url.rsplit(":", 1)[1])
        yield server


@pytest.fixture
def board(mortal: LaurelsServer) -> Board:
    board = Board(mortal.client, "race")
    mortal.client.post(f"{BASE}/leaderboards", json={"id": "race"}).raise_for_status()
    board.batch([{"player": f"p{n:02}", "score": 1300 - 100 * n} for n in range(1, 13)])
    return board


def status(page: Page, text: str) -> None:
    expect(page.get_by_role("status").filter(has_text=re.compile(f"^{text}$"))).to_be_visible()


def test_the_page_stays_while_the_server_is_away_and_lives_on_after(
    visitors: Visitors, mortal: LaurelsServer, board: Board
) -> None:
    visitors.expect_complaint(AWAY)
    page = visitors.open(f"{mortal.url}/leaderboards/race")
    wait_until_live(page)
    expect(page.locator("[data-player]")).to_have_count(9)
    page.evaluate(WATCH_FOR_FLASHES)

    mortal.kill()
    status(page, "Reconnecting")
    expect(page.get_by_text(re.compile("The server does not answer"))).to_be_visible()
    expect(row(page, "p05")).to_contain_text("800")

    mortal.start()
    wait_until_live(page)
    expect(page.get_by_text(re.compile("The server does not answer"))).to_have_count(0)
    Board(mortal.client, "race").submit("p10", 850)
    expect(row(page, "p10")).to_have_attribute("aria-rowindex", "6")
    assert page.evaluate("flashes") == {"bones": 0, "rows": 9}


def test_a_change_that_was_missed_is_there_after_the_way_back(
    visitors: Visitors, mortal: LaurelsServer, board: Board
) -> None:
    visitors.expect_complaint(AWAY)
    page = visitors.open(f"{mortal.url}/leaderboards/race")
    wait_until_live(page)
    mortal.kill()
    status(page, "Reconnecting")
    mortal.start()
    Board(mortal.client, "race").submit("p12", 5000)
    expect(page.get_by_role("list", name="Podium")).to_contain_text("p12")
    wait_until_live(page)


def test_a_leaderboard_that_is_deleted_says_so(
    visitors: Visitors, mortal: LaurelsServer, board: Board
) -> None:
    visitors.expect_complaint("404")
    page = visitors.open(f"{mortal.url}/leaderboards/race")
    wait_until_live(page)
    mortal.client.delete(board.url).raise_for_status()
    status(page, "Closed")
