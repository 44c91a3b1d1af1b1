"""In dev mode a drawer submits scores and lets a crowd play; elsewhere it is not there."""

from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from tests.api.boards import BASE
from tests.servers import LaurelsServer
from tests.web.conftest import MakeBoard, laurels
from tests.web.screens import row
from tests.web.visitors import Visitors, wait_until_live

TWELVE = {f"p{n:02}": 1300 - 100 * n for n in range(1, 13)}


def drawer(page: Page) -> Locator:
    page.get_by_role("button", name="Submit and simulate").click()
    return page.get_by_role("complementary", name="Submit and simulate")


def test_a_score_is_sent_and_the_new_rank_is_told(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board({"windows": ["all-time", "weekly"]}, **TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}")
    wait_until_live(page)
    form = drawer(page)
    form.get_by_label("Player").fill("p10")
    form.get_by_label("score", exact=True).fill("850")
    form.get_by_role("button", name="Submit", exact=True).click()
    expect(form).to_contain_text("of 12")
    expect(form.get_by_text("up 5").first).to_be_attached()
    expect(form).to_contain_text("This week")
    expect(row(page, "p10")).to_have_attribute("aria-rowindex", "6")
    form.get_by_label("score", exact=True).fill("10000")
    form.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("list", name="Podium")).to_contain_text("p10")
    form.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Submit and simulate")).to_be_visible()


def test_what_is_wrong_is_said_at_the_field_and_nothing_is_sent(
    visitors: Visitors, make_board: MakeBoard
) -> None:
    board = make_board({"min_score": 0, "max_score": 2000}, **TWELVE)
    page = visitors.open(f"/leaderboards/{board.id}")
    form = drawer(page)
    form.get_by_role("button", name="Submit", exact=True).click()
    expect(form.get_by_text("Who scores?")).to_be_visible()
    expect(form.get_by_text("A number is missing.")).to_be_visible()
    form.get_by_label("Player").fill("p10")
    score = form.get_by_label("score", exact=True)
    for text, sentence in (
        ("lots", "This is not a number."),
        ("1.5", "This column takes whole numbers."),
        ("2001", "At most 2\u202f000."),
        ("-1", "At least 0."),
    ):
        score.fill(text)
        expect(form.get_by_text(sentence)).to_be_visible()
        expect(score).to_have_attribute("aria-invalid", "true")
    assert board.events() == 12


def test_a_crowd_plays_until_it_is_stopped(visitors: Visitors, make_board: MakeBoard) -> None:
    board = make_board(ann=1)
    page = visitors.open(f"/leaderboards/{board.id}")
    form = drawer(page)
    form.get_by_text("Simulate a crowd").click()
    form.get_by_role("button", name="Let them play").click()
    expect(form.get_by_text("A crowd plays here.")).to_be_visible()
    expect(page.locator("[data-player]").nth(4)).to_be_visible()
    form.get_by_role("button", name="Stop").click()
    expect(form.get_by_text("The crowd has stopped.")).to_be_visible()


def test_without_dev_mode_there_is_no_drawer(
    browser: Browser, visitors: Visitors, tmp_path: Path
) -> None:
    laurels("demo", "--data", str(tmp_path / "data"))
    with LaurelsServer(tmp_path / "data") as server:
        assert server.client.get(f"{BASE}/dev").json() == {"dev": False}
        page = visitors.open(f"{server.url}/leaderboards/starfall")
        wait_until_live(page)
        page.wait_for_load_state("networkidle")
        expect(page.get_by_role("button", name="Submit and simulate")).to_have_count(0)
