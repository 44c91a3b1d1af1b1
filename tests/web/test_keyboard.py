"""Everything can be done without a mouse."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.web.conftest import MakeBoard
from tests.web.screens import row
from tests.web.visitors import Visitors, wait_until_live

HUNDRED = {f"p{n:03}": 10_000 - n for n in range(1, 101)}


def search(page: Page, keys: str = "/") -> Locator:
    """Opens the search by a key, once the page listens, and gives back its field."""
    expect(page.get_by_role("button", name="Search players")).to_be_visible()
    page.keyboard.press(keys)
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_be_focused()
    return field


@pytest.mark.parametrize("keys", ["/", "Control+k"])
def test_a_key_opens_the_search_and_escape_closes_it(visitors: Visitors, keys: str) -> None:
    page = visitors.open("/")
    field = search(page, keys)
    page.keyboard.press("Escape")
    expect(field).to_have_count(0)


def test_a_slash_in_the_search_is_a_letter(visitors: Visitors) -> None:
    page = visitors.open("/")
    field = search(page, "Control+k")
    field.press_sequentially("a/b")
    expect(field).to_have_value("a/b")


def test_arrows_choose_what_was_found_and_enter_goes_there(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    make_board(**{"searched-1": 1, "searched-2": 2})
    page = visitors.open("/")
    search(page).fill("searched-")
    options = page.get_by_role("dialog").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    second = options.nth(1).inner_text()
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/players/{second.split()[-1]}$"))


def test_on_a_leaderboard_the_search_jumps_to_the_player(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    search(page).fill("p088")
    expect(page.get_by_role("option").filter(has_text="p088")).to_be_visible()
    page.keyboard.press("Enter")
    expect(row(page, "p088")).to_be_in_viewport()
    expect(page).to_have_url(re.compile(r"[?&]player=p088"))


def test_arrows_move_through_rows_and_enter_opens_a_player(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    for player in ("p004", "p005", "p006"):
        page.keyboard.press("ArrowDown")
        expect(row(page, player).get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(row(page, "p005").get_by_role("link")).to_be_focused()
    page.keyboard.press("End")
    expect(row(page, "p100").get_by_role("link")).to_be_focused()
    expect(row(page, "p100")).to_be_in_viewport()
    page.keyboard.press("Home")
    expect(row(page, "p004").get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/players/p004$"))


def test_g_and_h_lead_home(visitors: Visitors) -> None:
    page = visitors.open("/leaderboards/starfall")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    expect(page).to_have_url(re.compile(r":\d+/$"))


def test_the_first_stop_of_the_tab_key_skips_to_the_content(visitors: Visitors) -> None:
    page = visitors.open("/leaderboards/starfall")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
