"""The screens of the web app, and how one sees that each shows its data."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

from tests.servers import LaurelsServer


@dataclass(frozen=True)
class Screen:
    """One screen on the demo's data. `{0}` and `{1}` are the ids of Starfall's first two."""

    name: str
    path: str
    shows: Callable[[Page], None]
    decoration: str = ""  # what is pale on purpose, and told in words elsewhere

    def __str__(self) -> str:
        return self.name

    def address(self, server: LaurelsServer) -> str:
        answer = server.client.get("/api/v1/leaderboards/starfall/entries", params={"limit": 2})
        return self.path.format(*(quote(one["player"]) for one in answer.json()["entries"]))


def row(page: Page, player: str) -> Locator:
    """A player's row in the ranking."""
    return page.locator(f'[role=row][data-player="{player}"]')


def _home(page: Page) -> None:
    cards = page.get_by_role("main").get_by_role("listitem")
    expect(cards.filter(has_text="Starfall Arcade")).to_contain_text("players")
    expect(page.get_by_role("main")).to_contain_text("6 leaderboards")


def _leaderboard(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Starfall Arcade")
    expect(page.get_by_role("list", name="Podium").get_by_role("listitem")).to_have_count(3)
    rows = page.get_by_role("table", name="Ranking").locator("[data-player]")
    expect(rows.first).to_contain_text("4")


def _player(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    expect(page.get_by_role("main")).to_contain_text("Starfall Arcade")
    expect(
        page.get_by_role("region", name="Last scores").get_by_role("listitem").first
    ).to_contain_text(re.compile(r"\d"))
    expect(page.get_by_role("region", name="Score over time").locator("canvas")).to_be_visible()


def _compare(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("against")
    expect(page.get_by_role("row", name=re.compile("Percentile"))).to_contain_text("%")
    expect(page.locator("canvas")).to_be_visible()


def _replay(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Meridian Grand Prix")
    expect(page.get_by_role("slider", name="Position")).to_be_attached()
    expect(page.get_by_text(re.compile("of 432 scores"))).to_be_visible()


def _overlay(page: Page) -> None:
    expect(page.get_by_role("listitem")).to_have_count(10)
    expect(page.get_by_role("main")).to_contain_text("Starfall Arcade")


def _embed(page: Page) -> None:
    _overlay(page)
    expect(page.get_by_role("status")).to_have_text("Live")


PALE_DATE = "section [aria-hidden=true] > .display"
SCREENS = (
    Screen("home", "/", _home),
    Screen("leaderboard", "/leaderboards/starfall", _leaderboard),
    Screen("player", "/players/{0}", _player),
    Screen("compare", "/players/{0}/compare/{1}", _compare),
    Screen("replay", "/leaderboards/grand-prix/replay", _replay, PALE_DATE),
    Screen("overlay", "/overlay/starfall", _overlay),
    Screen("embed", "/embed/starfall", _embed),
)
