"""Language and theme are the visitor's choice, and stay."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import MakeBoard
from tests.web.visitors import Visitors


def background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_spanish_is_spoken_after_a_choice_and_after_a_reload(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(ann=1234567, bob=5, eve=4, joe=3)
    page = visitors.open(f"/leaderboards/{board.id}")
    podium = page.get_by_role("list", name="Podium")
    expect(podium).to_contain_text(re.compile(r"1\s234\s567"))
    expect(page.get_by_role("main")).to_contain_text("4 players")
    page.get_by_label("Language").select_option("es")
    for _ in range(2):
        expect(page.locator("html")).to_have_attribute("lang", "es")
        expect(page.get_by_role("list", name="Podio")).to_contain_text("ann")
        expect(page.get_by_role("main")).to_contain_text("4 jugadores")
        page.reload()


@pytest.mark.parametrize(("locale", "word"), [("es-MX", "Podio"), ("fi-FI", "Podium")])
def test_the_browsers_language_is_taken_where_it_is_spoken(
    visitors: Visitors, locale: str, word: str
) -> None:
    page = visitors.open("/leaderboards/starfall", locale=locale)
    expect(page.get_by_role("list", name=word)).to_be_visible()


def test_the_theme_changes_and_stays(visitors: Visitors) -> None:
    page = visitors.open("/leaderboards/starfall", theme="dark")
    dark = background(page)
    page.get_by_role("button", name="Switch to the light theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    light = background(page)
    assert light != dark
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    assert background(page) == light
