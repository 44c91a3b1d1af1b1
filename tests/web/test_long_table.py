"""A quarter of a million rows: every one can be reached, and only those in view are drawn."""

import re

from playwright.sync_api import Page, expect

from tests.servers import LaurelsServer
from tests.web.conftest import LONG
from tests.web.visitors import PHONE, Visitors, wait_until_live

SHOWN = """() => [...document.querySelectorAll("[data-player]")].map((row) => [
  Number(row.getAttribute("aria-rowindex")) - 1, row.dataset.player,
  row.querySelector("[role=cell]").textContent.replace(/\\D/g, "")])"""


def assert_true_ranks(page: Page, server: LaurelsServer) -> None:
    """Every drawn row is the one that the API has at this place."""
    shown = sorted(page.evaluate(SHOWN))
    first, last = shown[0][0], shown[-1][0]
    params = {"offset": first - 1, "limit": last - first + 1}
    told = server.client.get("/api/v1/leaderboards/long/entries", params=params).json()
    assert [(player, int(rank)) for _, player, rank in shown] == [
        (entry["player"], entry["rank"]) for entry in told["entries"]
    ]
    assert [place for place, _, _ in shown] == list(range(first, last + 1))


def wait_for_row(page: Page, position: int) -> None:
    expect(page.locator(f'[data-player][aria-rowindex="{position + 1}"]')).to_be_visible()
    expect(page.locator("[role=row][aria-busy]")).to_have_count(0)


def test_the_end_of_a_long_table_is_its_last_entry(
    visitors: Visitors, server: LaurelsServer
) -> None:
    page = visitors.open("/leaderboards/long")
    wait_until_live(page)
    expect(page.get_by_role("table")).to_have_attribute("aria-rowcount", str(LONG + 1))
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    wait_for_row(page, LONG)
    expect(page.locator(f'[aria-rowindex="{LONG + 1}"]')).to_be_in_viewport()
    assert_true_ranks(page, server)
    assert page.locator("[role=row]").count() < 60


def test_the_wheel_rolls_through_rows_without_gaps(
    visitors: Visitors, server: LaurelsServer
) -> None:
    page = visitors.open("/leaderboards/long", PHONE)
    wait_until_live(page)
    page.mouse.move(200, 400)
    for _ in range(5):
        goal = page.evaluate("scrollY") + 3000
        page.mouse.wheel(0, 3000)
        page.wait_for_function("(goal) => scrollY >= goal", arg=goal)
    expect(page.locator("[role=row][aria-busy]")).to_have_count(0)
    assert_true_ranks(page, server)


def test_an_address_leads_into_the_middle(visitors: Visitors, server: LaurelsServer) -> None:
    page = visitors.open(f"/leaderboards/long?at={LONG // 2}")
    wait_for_row(page, LONG // 2)
    expect(page.locator(f'[aria-rowindex="{LONG // 2 + 1}"]')).to_be_in_viewport()
    assert_true_ranks(page, server)


def test_the_address_follows_where_one_scrolls(visitors: Visitors) -> None:
    page = visitors.open("/leaderboards/long")
    wait_until_live(page)
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    expect(page).to_have_url(re.compile(r"\?at=1[0-9]{5}$"))
