"""The screens of the web app, and how one sees that each shows its data."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Screen:
    """One screen on the demo's data."""

    name: str
    path: str
    shows: Callable[[Page], None]

    def __str__(self) -> str:
        return self.name


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


def _overlay(page: Page) -> None:
    expect(page.get_by_role("listitem")).to_have_count(10)
    expect(page.get_by_role("main")).to_contain_text("Starfall Arcade")


def _embed(page: Page) -> None:
    _overlay(page)
    expect(page.get_by_role("status")).to_have_text("Live")


SCREENS = (
    Screen("home", "/", _home),
    Screen("leaderboard", "/leaderboards/starfall", _leaderboard),
    Screen("overlay", "/overlay/starfall", _overlay),
    Screen("embed", "/embed/starfall", _embed),
)
