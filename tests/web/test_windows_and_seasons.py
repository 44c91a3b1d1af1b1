"""Windows, seasons and views are choices on the page, and the address keeps them."""

import re

from playwright.sync_api import Page, expect

from tests.servers import LaurelsServer
from tests.web.screens import row
from tests.web.visitors import Visitors


def entries(server: LaurelsServer, **params: object) -> list[dict]:
    answer = server.client.get("/api/v1/leaderboards/starfall/entries", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()["entries"]


def podium(page: Page) -> list[str]:
    """The three names, once they are there."""
    steps = page.get_by_role("list", name="Podium").get_by_role("link")
    expect(steps).to_have_count(3)
    return [step.inner_text() for step in steps.all()]


def shows_first(page: Page, entry: dict) -> None:
    first = page.get_by_role("list", name="Podium").get_by_role("listitem").first
    expect(first).to_contain_text(entry["display_name"] or entry["player"])
    expect(first).to_contain_text(f"{entry['score']:,}".replace(",", "\u202f"))


def test_a_window_is_a_tab_and_in_the_address(visitors: Visitors, server: LaurelsServer) -> None:
    page = visitors.open("/leaderboards/starfall")
    shows_first(page, entries(server)[0])
    page.get_by_text("This week", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?window=weekly$"))
    shows_first(page, entries(server, window="weekly")[0])
    page.reload()
    expect(page.get_by_role("radio", name="This week")).to_be_checked()
    shows_first(page, entries(server, window="weekly")[0])
    page.get_by_text("All time", exact=True).click()
    expect(page).to_have_url(re.compile("/leaderboards/starfall$"))


def test_a_closed_season_shows_its_final_result(visitors: Visitors, server: LaurelsServer) -> None:
    seasons = server.client.get("/api/v1/leaderboards/starfall/seasons?window=weekly").json()
    closed = next(season for season in seasons if season["status"] != "open")
    page = visitors.open("/leaderboards/starfall?window=weekly")
    page.get_by_label("Seasons").select_option(str(closed["number"]))
    expect(page).to_have_url(re.compile(rf"season={closed['number']}"))
    expect(page.get_by_text(re.compile("^Final result"))).to_be_visible()
    expect(page.get_by_text("Final", exact=True)).to_be_visible()
    shows_first(page, entries(server, window="weekly", season=closed["number"])[0])
    page.get_by_role("button", name="See what is running now").click()
    expect(page).to_have_url(re.compile(r"\?window=weekly$"))
    expect(page.get_by_text(re.compile("^Final result"))).to_have_count(0)


def test_a_link_to_a_closed_season_shows_its_rows(
    visitors: Visitors, server: LaurelsServer
) -> None:
    seasons = server.client.get("/api/v1/leaderboards/starfall/seasons?window=daily").json()
    closed = next(one["number"] for one in seasons if one["status"] != "open" and one["total"] > 3)
    page = visitors.open(f"/leaderboards/starfall?window=daily&season={closed}")
    final = entries(server, window="daily", season=closed)
    shows_first(page, final[0])
    expect(row(page, final[3]["player"])).to_be_visible()


def test_top_10_shows_ten(visitors: Visitors) -> None:
    page = visitors.open("/leaderboards/starfall")
    page.get_by_text("Top 10", exact=True).click()
    expect(page).to_have_url(re.compile(r"\?view=top10$"))
    expect(page.locator("[data-player]")).to_have_count(7)
    expect(page.get_by_role("list", name="Podium").get_by_role("listitem")).to_have_count(3)


def test_the_home_page_leads_to_a_leaderboard_and_back(visitors: Visitors) -> None:
    page = visitors.open("/")
    page.get_by_role("link").filter(has_text="Starfall Arcade").click()
    expect(page).to_have_url(re.compile("/leaderboards/starfall$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Starfall Arcade")
    page.go_back()
    expect(page.get_by_role("link").filter(has_text="Starfall Arcade")).to_be_visible()
