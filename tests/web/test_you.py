"""A visitor who says who they are sees their place wherever they scroll."""

import re

from playwright.sync_api import expect

from tests.web.conftest import MakeBoard
from tests.web.visitors import PHONE, Visitors, wait_until_live

HUNDRED = {f"p{n:03}": 10_000 - 10 * n for n in range(1, 101)}


def test_your_place_shows_rank_neighbours_and_what_is_missing(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}?you=p050")
    panel = page.get_by_role("region", name="Your place")
    expect(panel).to_contain_text("#50")
    expect(panel.get_by_role("listitem")).to_have_count(5)
    expect(panel).to_contain_text(re.compile(r"10\D+#49"))
    wait_until_live(page)
    board.submit("p050", 9_905)
    expect(panel).to_contain_text("#10")
    expect(panel.get_by_text("up 40").first).to_be_attached()


def test_you_are_remembered_and_can_be_forgotten(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}")
    panel = page.get_by_role("region", name="Your place")
    panel.get_by_role("combobox", name="Find me").fill("p077")
    page.get_by_role("option").filter(has_text="p077").click()
    expect(panel).to_contain_text("#77")
    page.reload()
    expect(panel).to_contain_text("#77")
    panel.get_by_role("button", name="That is not me").click()
    expect(panel.get_by_role("combobox", name="Find me")).to_be_visible()
    page.reload()
    expect(panel.get_by_role("combobox", name="Find me")).to_be_visible()


def test_on_a_phone_you_stay_in_view_and_a_press_goes_to_your_place(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}", PHONE, you="p090")
    pinned = page.get_by_role("button", name="Go to my place").filter(has_text="p090")
    expect(pinned).to_be_in_viewport()
    expect(pinned).to_contain_text("90")
    pinned.click()
    expect(page.locator('[data-player="p090"]')).to_be_in_viewport()
    expect(pinned).to_be_in_viewport()


def test_a_link_to_a_place_opens_there(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(**HUNDRED)
    page = visitors.open(f"/leaderboards/{board.id}?player=p066")
    expect(page.locator('[data-player="p066"]')).to_be_in_viewport()
