"""The web app's pages and files, from a build that the test makes up; and without any build."""

import gzip
import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from laurels.api.app import create_app
from laurels.api.front import front
from laurels.api.web_files import WebFiles
from laurels.rules.leaderboard import Column, Leaderboard
from laurels.rules.player import Card, Player
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.wiring import Laurels
from tests.databases import new_database

INDEX = """<!doctype html>
<html><head><title>Laurels</title><!--laurels:meta--></head>
<body><div id="root"></div><script src="/assets/app-1a2b.js"></script></body></html>
"""
SCRIPT = b"console.log('Laurels')\n" * 100
NAMES = {"xss": "<script>alert('Ann')</script>", "ann": 'Ann "A" & Söhne'}
PAGES = {
    "/": "Laurels",
    "/leaderboards/lap": "Lap · Laurels",
    "/leaderboards/lap/replay": "Lap: replay · Laurels",
    "/overlay/lap": "Lap · Laurels",
    "/embed/lap": "Lap · Laurels",
    "/players/p%201": "p 1 · Laurels",
    "/players/p%201/compare/p2": "p 1 and p2 · Laurels",
}


class Site:
    """A server in this process, the build that it serves, and a browser in front of it."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        new_database(folder / "data")
        self.build = folder / "web"
        self.laurels = Laurels(Settings(data=str(folder / "data"), **settings))
        api = create_app(self.laurels)
        api.state.web = WebFiles(self.build)
        transport = httpx.ASGITransport(front(api, None))
        self.browser = httpx.AsyncClient(transport=transport, base_url="http://scores.test")
        self.builds = 0

    async def fill(self) -> None:
        await self.laurels.load()
        lap = Leaderboard("lap", "Lap", (Column("seconds", "ascending", 3),), metadata=UNIT)
        for board in (lap, Leaderboard("hidden", "A secret", public=False), EMPTY, MARKUP):
            await self.laurels.manage_leaderboards.create(board)
        for id, name in NAMES.items():
            await self.laurels.players.save(Player(Card(0, id, name), {}, 1, 1))
        for player, values in (("p 1", (83_456,)), ("p2", (84_000,))):
            await self.submit("lap", player, values)
        await self.submit("hidden", "p2", (1,))
        await self.submit("markup", "xss", (-1_234_567,))

    async def submit(self, id: str, player: str, values: tuple[int, ...]) -> None:
        board = self.laurels.manage_leaderboards.get(id)
        await self.laurels.submit_scores.submit(board, [Submission(board, player, values)])

    def make(self, index: str = INDEX) -> None:
        """Build the app."""
        (self.build / "assets").mkdir(parents=True, exist_ok=True)
        (self.build / "assets/app-1a2b.js").write_bytes(SCRIPT)
        (self.build / "assets/app-1a2b.js.gz").write_bytes(gzip.compress(SCRIPT))
        (self.build / "assets/inter.woff2").write_bytes(b"wOF2")
        (self.build / "embed.js").write_text("// puts a board into a site")
        (self.build / "secret.txt").write_text("not a page")
        (self.build / "index.html").write_text(index)
        self.builds += 1
        os.utime(self.build / "index.html", (self.builds, self.builds))

    async def page(self, path: str, **headers: str) -> httpx.Response:
        answer = await self.browser.get(path, headers=headers)
        assert answer.headers["content-type"] == "text/html; charset=utf-8", answer.text
        return answer


UNIT = {"unit": "s"}
EMPTY = Leaderboard("empty", "Nobody yet")
MARKUP = Leaderboard("markup", '</title><script src="//evil.example">', metadata={"unit": ["s"]})


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    await site.fill()
    site.make()
    yield site
    await site.browser.aclose()
    await site.laurels.close()


def meta(page: httpx.Response, name: str) -> str | None:
    found = re.search(rf'<meta (?:name|property)="{name}" content="([^"]*)" />', page.text)
    return found and found[1]


@pytest.mark.parametrize("path", PAGES)
async def test_each_page_is_the_app_with_a_title_of_its_own(site: Site, path: str) -> None:
    page = await site.page(path)

    assert page.status_code == 200
    assert page.text.count("<title>") == 1
    assert f"<title>{PAGES[path]}</title>" in page.text
    assert '<div id="root"></div>' in page.text
    assert meta(page, "og:title") == PAGES[path]
    assert meta(page, "og:url") == f"http://scores.test{path}"


async def test_a_leaderboards_page_says_who_leads_and_has_a_picture(site: Site) -> None:
    page = await site.page("/leaderboards/lap")

    says = "p 1 leads with 1:23.456. 2 players."
    assert meta(page, "description") == meta(page, "og:description") == says
    picture = "http://scores.test/api/v1/leaderboards/lap/preview.png"
    assert meta(page, "og:image") == picture
    assert meta(await site.page("/leaderboards/empty"), "description") == "No score yet."
    assert meta(await site.page("/"), "og:image") is None


async def test_what_people_write_is_text(site: Site) -> None:
    page = await site.page("/leaderboards/markup")
    player = await site.page("/players/xss")
    both = await site.page("/players/ann/compare/xss")

    for shown in (page, player, both):
        assert re.findall(r"<script[^>]*>", shown.text) == ['<script src="/assets/app-1a2b.js">']
        assert shown.text.count("</title>") == 1
    assert "&lt;script&gt;alert(&#x27;Ann&#x27;)&lt;/script&gt; leads with -1,234,567." in page.text
    assert "<title>Ann &quot;A&quot; &amp; Söhne and &lt;script&gt;" in both.text


@pytest.mark.parametrize(
    "path",
    [
        "/leaderboards/nothing",
        "/leaderboards/nothing/replay",
        "/overlay/nothing",
        "/embed/nothing",
        "/players/nobody",
        "/players/ann/compare/nobody",
    ],
)
async def test_what_does_not_exist_is_not_found_by_the_same_page(site: Site, path: str) -> None:
    page = await site.page(path)

    assert page.status_code == 404
    assert '<div id="root"></div>' in page.text
    assert "<title>Not found · Laurels</title>" in page.text


@pytest.mark.parametrize(
    "path", ["/leaderboards", "/leaderboards/lap/x", "/nothing", "/index.html"]
)
async def test_other_addresses_are_not_found_as_ever(site: Site, path: str) -> None:
    answer = await site.browser.get(path)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_browser_is_shown_that_nothing_stands_at_an_address(site: Site) -> None:
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}

    page = await site.browser.get("/nothing/at/all", headers=browser)
    answer = await site.browser.get("/api/v1/nothing", headers=browser)
    sent = await site.browser.post("/nothing", headers=browser)

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<title>Not found · Laurels</title>" in page.text
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (sent.status_code, sent.json()["code"]) == (404, "not_found")


async def test_a_private_board_is_not_told_of(site: Site) -> None:
    page = await site.page("/leaderboards/hidden")

    assert page.status_code == 200
    assert "secret" not in page.text
    assert "preview.png" not in page.text


async def test_a_page_is_sent_again_only_when_it_has_changed(site: Site) -> None:
    first = await site.page("/leaderboards/lap")
    assert first.headers["cache-control"] == "no-cache"
    known = {"if-none-match": first.headers["etag"]}

    again = await site.browser.get("/leaderboards/lap", headers=known)
    assert (again.status_code, again.content) == (304, b"")
    await site.submit("lap", "p2", (80_000,))

    assert "p2 leads" in (await site.page("/leaderboards/lap", **known)).text


def policy_of(page: httpx.Response) -> dict[str, str]:
    parts = page.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("path", ["/", "/leaderboards/nothing", "/leaderboards/lap", "/players/p2"])
async def test_a_page_loads_nothing_from_elsewhere(site: Site, path: str) -> None:
    page = await site.page(path)
    policy = policy_of(page)

    assert policy["default-src"] == policy["frame-ancestors"] == "'self'"
    assert policy["img-src"] == "'self' data: https:"
    assert policy["connect-src"] == "'self' ws://scores.test wss://scores.test"
    assert "unsafe" not in str(policy)
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "strict-origin-when-cross-origin"


@pytest.mark.parametrize("path", ["/overlay/lap", "/embed/lap", "/embed/nothing"])
async def test_overlay_and_embed_stand_in_frames_of_other_sites(site: Site, path: str) -> None:
    assert policy_of(await site.page(path))["frame-ancestors"] == "*"


async def test_a_host_that_is_no_address_gets_into_no_header(site: Site) -> None:
    page = await site.page("/", host="a_b")

    assert policy_of(page)["connect-src"] == "'self'"
    assert meta(page, "og:url") is None


async def test_links_lead_to_where_people_reach_the_server(tmp_path: Path) -> None:
    site = Site(tmp_path, public_url="https://scores.example/")
    await site.fill()
    site.make()

    page = await site.page("/leaderboards/lap")

    assert meta(page, "og:url") == "https://scores.example/leaderboards/lap"
    assert str(meta(page, "og:image")).startswith("https://scores.example/api/v1/")
    await site.laurels.close()


async def test_a_page_is_there_while_the_server_loads(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.make()

    for path in ("/", "/leaderboards/lap", "/players/ann"):
        page = await site.page(path)
        assert page.status_code == 200
        assert "<title>Laurels</title>" in page.text
    await site.laurels.close()


class TestFiles:
    async def test_files_with_a_hash_never_change(self, site: Site) -> None:
        answer = await site.browser.get("/assets/app-1a2b.js", headers={"accept-encoding": ""})

        assert (answer.status_code, answer.content) == (200, SCRIPT)
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "immutable" in answer.headers["cache-control"]
        assert "access-control-allow-origin" not in answer.headers

    async def test_a_compressed_file_goes_to_those_who_take_it(self, site: Site) -> None:
        headers = {"accept-encoding": "gzip, br"}
        answer = await site.browser.get("/assets/app-1a2b.js", headers=headers)

        assert answer.headers["content-encoding"] == "gzip"
        assert int(answer.headers["content-length"]) < len(SCRIPT)
        assert answer.content == SCRIPT
        assert answer.headers["vary"] == "Accept-Encoding"

    async def test_a_font_has_its_type(self, site: Site) -> None:
        answer = await site.browser.get("/assets/inter.woff2")

        assert answer.headers["content-type"] == "font/woff2"

    async def test_the_script_for_other_sites_is_asked_for_again(self, site: Site) -> None:
        answer = await site.browser.get("/embed.js")
        assert answer.headers["cache-control"] == "max-age=0, public"
        known = {"if-none-match": answer.headers["etag"]}

        again = await site.browser.get("/embed.js", headers=known)

        assert (again.status_code, again.content) == (304, b"")

    async def test_a_part_of_a_file(self, site: Site) -> None:
        answer = await site.browser.get(
            "/assets/app-1a2b.js", headers={"range": "bytes=0-6", "accept-encoding": ""}
        )

        assert (answer.status_code, answer.content) == (206, b"console")

    @pytest.mark.parametrize(
        "path",
        [
            "/assets/nothing.js",
            "/assets/",
            "/assets/../secret.txt",
            "/assets/%2e%2e/secret.txt",
            "/assets/app-1a2b.js.gz",
            "/secret.txt",
        ],
    )
    async def test_nothing_else_is_a_file(self, site: Site, path: str) -> None:
        answer = await site.browser.get(path)

        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"


class TestBuild:
    async def test_without_a_build_a_plain_page_says_how_to_get_one(self, tmp_path: Path) -> None:
        site = Site(tmp_path)
        await site.fill()

        page = await site.page("/")

        assert "make web" in page.text
        assert '"/docs"' in page.text
        assert "Lap · Laurels" in (await site.page("/leaderboards/lap")).text
        assert (await site.browser.get("/embed.js")).status_code == 404
        assert (await site.browser.get("/api/v1/leaderboards")).status_code == 200
        await site.laurels.close()

    async def test_a_new_build_is_served_without_a_restart(self, site: Site) -> None:
        await site.page("/")
        (site.build / "assets/app-3c4d.js").write_text("new")
        site.make(INDEX.replace("1a2b", "3c4d"))

        assert "app-3c4d" in (await site.page("/")).text
        assert (await site.browser.get("/assets/app-3c4d.js")).text == "new"

    async def test_a_build_that_is_under_way_is_no_fault(self, site: Site) -> None:
        await site.page("/")
        (site.build / "assets/inter.woff2").unlink()

        assert (await site.browser.get("/assets/inter.woff2")).status_code == 404


def test_a_real_server_serves_the_pages(client: httpx.Client) -> None:
    for path in ("/", "/leaderboards/global"):
        page = client.get(path)
        assert page.status_code == 200
        assert "</title>" in page.text
        asset = re.search(r'src="(/assets/[^"]+)"', page.text)
        if asset is not None:  # it is built
            assert "immutable" in client.get(asset[1]).headers["cache-control"]
