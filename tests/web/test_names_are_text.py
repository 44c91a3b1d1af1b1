"""Names that look like HTML are names: they are shown letter by letter, and do nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import MakeBoard
from tests.web.visitors import Visitors

NAME = """<img src=x onerror="window.hacked='name'">"""
TITLE = """</title><script>window.hacked='title'</script>"""
COUNTRY = "<b>"
USERNAME = """"><svg onload=window.hacked='user'>"""


@pytest.fixture
def board_id(make_board: MakeBoard) -> str:
    board = make_board({"title": TITLE, "metadata": {"icon": "<i>", "unit": "<u>"}})
    for number in range(1, 6):
        profile = {"display_name": f"{number} {NAME}", "username": f"{number}{USERNAME}"}
        told = board.client.put(f"/api/v1/players/mallory-{number}", json=profile)
        assert told.status_code in (200, 201), told.text
        board.submit(f"mallory-{number}", 100 - number)
    return board.id


def assert_harmless(page: Page, name: str) -> None:
    expect(page.get_by_text(name).first).to_be_visible()
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x], svg[onload]").count() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/leaderboards/{board}?you=mallory-4",
        "/leaderboards/{board}",
        "/players/mallory-4",
        "/players/mallory-4/compare/mallory-5",
        "/overlay/{board}",
        "/embed/{board}",
    ],
)
def test_on_a_page(visitors: Visitors, board_id: str, path: str) -> None:
    page = visitors.open(path.format(board=board_id))
    assert_harmless(page, f"4 {NAME}")
    expect(page.get_by_text(TITLE).first).to_be_visible()


def test_on_the_home_page(visitors: Visitors, board_id: str) -> None:
    page = visitors.open("/")
    assert_harmless(page, f"1 {NAME}")
    expect(page.get_by_text(TITLE).first).to_be_visible()


def test_in_the_search_and_in_the_title_of_the_tab(visitors: Visitors, board_id: str) -> None:
    page = visitors.open(f"/leaderboards/{board_id}")
    expect(page).to_have_title(f"1 {NAME} · {TITLE} · Laurels")
    page.get_by_role("button", name="Search players").click()
    page.get_by_role("dialog").get_by_role("combobox").fill("2 <img")
    expect(page.get_by_role("option").filter(has_text=f"2 {NAME}")).to_be_visible()
    page.get_by_role("dialog").get_by_role("combobox").fill("<script>alert(1)</script>")
    expect(page.get_by_text("“<script>alert(1)</script>”")).to_be_visible()
    assert page.evaluate("window.hacked") is None


def test_in_an_address(visitors: Visitors) -> None:
    visitors.expect_complaint("404")
    page = visitors.open("/leaderboards/%3Cimg%20src=x%20onerror=window.hacked=1%3E")
    expect(page.get_by_text("“<img src=x onerror=window.hacked=1>”")).to_be_visible()
    assert page.evaluate("window.hacked") is None
