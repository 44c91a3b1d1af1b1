"""A leaderboard that goes while it is watched, and comes back: on the page, the overlay, the embed.

Each waits a while before it asks again, so they are watched together.
"""

from playwright.sync_api import expect

from tests.api.boards import BASE
from tests.servers import LaurelsServer
from tests.web.conftest import MakeBoard
from tests.web.screens import row
from tests.web.visitors import Visitors, wait_until_live

BACK_MS = 20_000  # it is asked for every five to ten seconds
ELEVEN = {f"p{n:02}": 1000 - 10 * n for n in range(1, 12)}


def test_it_leaves_page_and_embed_stays_on_the_overlay_and_comes_back(
    visitors: Visitors, make_board: MakeBoard, server: LaurelsServer
) -> None:
    visitors.expect_complaint("404|WebSocket")
    board = make_board(**ELEVEN)
    page = visitors.open(f"/leaderboards/{board.id}")
    embed = visitors.open(f"/embed/{board.id}")
    overlay = visitors.open(f"/overlay/{board.id}")
    wait_until_live(page)
    expect(row(page, "p04")).to_be_visible()
    expect(embed.get_by_role("listitem")).to_have_count(10)
    expect(overlay.get_by_role("listitem")).to_have_count(10)

    board.client.delete(board.url).raise_for_status()
    expect(page.get_by_text(f"The leaderboard '{board.id}' is gone.")).to_be_visible()
    expect(page.locator("[data-player]")).to_have_count(0)
    expect(embed.get_by_role("alert")).to_be_visible()
    expect(embed.get_by_role("listitem")).to_have_count(0)
    expect(overlay.get_by_role("listitem")).to_have_count(10)

    made = {"id": board.id, "title": "Made anew"}
    server.client.post(f"{BASE}/leaderboards", json=made).raise_for_status()
    board.batch([{"player": f"n{n}", "score": n} for n in range(1, 6)])
    for seen in (embed, overlay):
        expect(seen.get_by_role("listitem")).to_have_count(5, timeout=BACK_MS)
        expect(seen.get_by_role("listitem").filter(has_text="n5")).to_be_visible()
    expect(row(page, "n1")).to_be_visible(timeout=BACK_MS)
    expect(row(page, "p04")).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Made anew")
    wait_until_live(page)
