"""An address that leads nowhere says so, and offers a way on."""

import re

import pytest
from playwright.sync_api import expect

from tests.web.visitors import PHONE, Visitors


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/leaderboards/no-such-board", "There is no leaderboard “no-such-board”."),
        ("/leaderboards/no-such-board/replay", "There is no leaderboard “no-such-board”."),
        ("/players/nobody-at-all", "There is no player “\u2068nobody-at-all\u2069”."),
        ("/players/nobody/compare/no-one", "There is no player “\u2068nobody\u2069”."),
        ("/leaderboards/starfall?season=4711&window=weekly", "This leaderboard has no such season"),
        ("/leaderboards/starfall?window=fortnightly", "This leaderboard has no such season"),
    ],
)
def test_it_says_what_is_missing_and_leads_home(
    visitors: Visitors, path: str, sentence: str
) -> None:
    visitors.expect_complaint("404")
    page = visitors.open(path, PHONE)
    expect(page.get_by_text(re.compile(re.escape(sentence)))).to_be_visible()
    page.get_by_role("link", name="See all leaderboards").click()
    expect(page.get_by_role("link").filter(has_text="Starfall Arcade")).to_be_visible()


@pytest.mark.parametrize("query", ["window=fortnightly", "window=weekly&season=4711"])
def test_a_season_that_is_not_there_is_not_asked_for_for_ever(
    visitors: Visitors, query: str
) -> None:
    visitors.expect_complaint("404|WebSocket")
    page = visitors.open("/leaderboards/starfall")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.goto(f"/leaderboards/starfall?{query}")
    expect(page.get_by_role("link", name="See all leaderboards")).to_be_visible()
    page.wait_for_timeout(1500)
    before = len(asked)
    page.wait_for_timeout(4000)
    again = [url for url in asked[before:] if "window=" in url]
    assert again == []
