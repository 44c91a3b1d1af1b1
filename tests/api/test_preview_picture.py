"""The picture that is shown with a link to a leaderboard."""

import asyncio
import io
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from PIL import Image

from laurels.api import preview_picture
from laurels.api.picture_text import DISPLAY, TEXT, Face, fitted, lines, printable, width
from laurels.api.preview_picture import draw_preview
from laurels.api.previews import MOST_KEPT, MOST_WAITING, Placed, Preview, Previews, preview_of
from laurels.demo.names import ODD, PEOPLE
from laurels.rules.errors import Unavailable
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.usecases.read_ranks import Page
from tests.api.boards import BASE, Board, assert_refused
from tests.api.conftest import MakeBoard, MakeKey
from tests.servers import LaurelsServer

FACE = Face(TEXT, 32, 600)
ONE = Preview(("A", "a"), "1 player", (Placed(1, ("Ann",), "5"),))


def picture(answer: httpx.Response) -> Image.Image:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    image.load()
    return image


class TestOverHttp:
    def test_a_leaderboard_has_a_picture(self, board: Board) -> None:
        board.play(ann=5, bob=9)

        answer = board.ask("/preview.png")

        assert picture(answer).size == (1200, 630)
        assert len(answer.content) < 100_000

    def test_it_is_drawn_anew_only_when_it_would_look_different(
        self, make_board: MakeBoard
    ) -> None:
        board = make_board(title="Same")
        board.play(a=9, b=8, c=7, d=1)
        first = board.ask("/preview.png")
        known = {"if-none-match": first.headers["etag"]}

        def again() -> httpx.Response:
            return board.client.get(f"{board.url}/preview.png", headers=known)

        board.submit("d", 2)  # the fourth
        assert (again().status_code, again().content) == (304, b"")
        board.submit("d", 20)
        assert picture(again()).tobytes() != picture(first).tobytes()
        board.client.patch(board.url, json={"title": "Other"}).raise_for_status()
        assert again().headers["etag"] != first.headers["etag"]

    @pytest.mark.parametrize("count", [0, 1, 2, 3])
    def test_few_players_have_a_picture_too(self, make_board: MakeBoard, count: int) -> None:
        board = make_board(title="A" * 200)
        for n in range(count):
            board.submit(f"pic-{n}", 5)

        picture(board.ask("/preview.png"))

    def test_what_is_not_there_has_none(self, client: httpx.Client) -> None:
        answer = client.get(f"{BASE}/leaderboards/nothing/preview.png")

        assert_refused(answer, 404, "leaderboard_not_found", "id")

    def test_a_private_boards_picture_takes_the_scope_read(
        self, guarded: LaurelsServer, make_key: MakeKey
    ) -> None:
        def bearer(scope: str) -> dict[str, str]:
            return {"authorization": f"Bearer {make_key(scope)}"}

        body = {"id": "unseen", "public": False}
        guarded.client.post(
            f"{BASE}/leaderboards", json=body, headers=bearer("manage")
        ).raise_for_status()

        url = f"{BASE}/leaderboards/unseen/preview.png"
        assert_refused(guarded.client.get(url), 401, "unauthorized")
        assert_refused(guarded.client.get(url, headers=bearer("submit")), 403, "forbidden")
        picture(guarded.client.get(url, headers=bearer("read")))


class TestText:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("Ann", "Ann"),
            ("Väinö Järvituuli", "Väinö Järvituuli"),
            ("Nguyễn Ánh", "Nguyễn Ánh"),
            ("Соломія", "Соломія"),
            ("Νεφέλη", "Νεφέλη"),
            ("Ṣadé", "Ṣadé"),
            ("🦊 Sleepy Fox", "Sleepy Fox"),
            ("A\u202eB\x00\u200bC", "ABC"),
            ("Z͎a̷l̸g̵o̶", "Zalgo"),
            ("  two\u3000words ", "two words"),
            ("美空", None),
            ("ภูผา ลมทะเล", None),
            ("Max 美空", None),
            ("🚀✨", None),
            ("", None),
        ],
    )
    def test_what_the_fonts_lack_is_not_drawn(self, text: str, shown: str | None) -> None:
        assert printable(text) == shown

    @pytest.mark.parametrize("family", [TEXT, DISPLAY])
    def test_a_text_is_cut_to_its_room(self, family: tuple[str, ...]) -> None:
        face = Face(family, 32, 600)
        for text in ("short", "a rather long name that goes on and on", "W" * 64, "i" * 64):
            cut = fitted(text, 200, face)
            assert width(cut, face) <= 200
            assert cut == text or cut.endswith("…")

    def test_a_title_takes_as_many_lines_as_it_may(self) -> None:
        title = "the quick brown fox jumps over the lazy dog again"
        assert lines(title, 10_000, 2, FACE) == [title]
        first, second = lines(title, 400, 2, FACE)
        assert title.startswith(first)
        assert second.endswith("…")
        assert max(width(first, FACE), width(second, FACE)) <= 400
        assert lines("W" * 200, 400, 2, FACE)[0].endswith("…")


class TestDrawing:
    @pytest.mark.parametrize("name", [name for name, _ in ODD] + [p[0][0] for p in PEOPLE.values()])
    def test_every_name_can_be_drawn(self, name: str) -> None:
        placed = Placed(1, (name, "sim-00001"), "9\u2009223\u2009372\u2009036\u2009854\u2009775")
        draw_preview(ONE._replace(titles=(name, "a"), podium=(placed,) * 3))

    def test_another_name_makes_another_picture(self) -> None:
        def drawn(*names: str) -> bytes:
            return draw_preview(ONE._replace(podium=(Placed(1, names, "5"),)))

        assert drawn("Ann") != drawn("Bob")
        assert drawn("美空", "Ann") == drawn("Ann")
        assert drawn("美空") == drawn("🚀") != drawn("Ann")

    def test_equal_ranks_have_equal_colours(self) -> None:
        third = ONE._replace(podium=tuple(Placed(rank, ("A",), "5") for rank in (1, 2, 3)))
        equal = ONE._replace(podium=tuple(Placed(1, ("A",), "5") for _ in range(3)))

        def colours(preview: Preview) -> set[Any]:
            image = Image.open(io.BytesIO(draw_preview(preview))).convert("RGB")
            return {image.getpixel((x, y + 3)) for x, y in ((234, 412), (600, 346), (966, 458))}

        assert (len(colours(third)), len(colours(equal))) == (3, 1)


def test_an_empty_season_says_so() -> None:
    season = Season(0, 1, "all-time", 1, 0, None)
    preview = preview_of(Leaderboard("a", "A"), Page(season, 0, (), ()))

    assert preview == Preview(("A", "a"), "No score yet", ())


class Slow:
    """Draws when it is let, and counts."""

    def __init__(self) -> None:
        self.started = 0
        self.let = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def __call__(self, preview: Preview) -> bytes:
        self.started += 1
        asyncio.run_coroutine_threadsafe(self.let.wait(), self._loop).result(10)
        return preview.titles[0].encode()


@pytest.fixture
async def slow(monkeypatch: pytest.MonkeyPatch) -> Slow:
    slow = Slow()
    monkeypatch.setattr(preview_picture, "draw_preview", slow)
    return slow


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.001)


def titled(number: int) -> Preview:
    return ONE._replace(titles=(str(number),))


async def test_a_picture_is_drawn_once_for_all_who_ask(slow: Slow) -> None:
    previews = Previews()
    asking = [asyncio.create_task(previews.picture(ONE)) for _ in range(5)]
    await until(lambda: slow.started == 1)
    asking[0].cancel()  # who hangs up does not end it for the others
    slow.let.set()

    assert await asyncio.gather(*asking[1:]) == [b"A"] * 4
    assert await previews.picture(ONE) == b"A"
    assert slow.started == 1


async def test_few_are_drawn_at_once_and_few_wait(slow: Slow) -> None:
    previews = Previews()
    asking = [asyncio.create_task(previews.picture(titled(n))) for n in range(MOST_WAITING)]
    await until(lambda: slow.started == 2)
    for _ in range(20):
        await asyncio.sleep(0)

    assert slow.started == 2
    with pytest.raises(Unavailable):
        await previews.picture(titled(99))
    slow.let.set()
    assert len(await asyncio.gather(*asking)) == MOST_WAITING


async def test_a_bounded_number_is_kept(slow: Slow) -> None:
    previews = Previews()
    slow.let.set()
    for n in range(MOST_KEPT + 1):
        await previews.picture(titled(n))

    await previews.picture(titled(MOST_KEPT))
    assert slow.started == MOST_KEPT + 1
    await previews.picture(titled(0))
    assert slow.started == MOST_KEPT + 2


async def test_a_fault_is_told_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    previews = Previews()

    def fault(_: Preview) -> bytes:
        raise OSError("no font")

    with monkeypatch.context() as patched:
        patched.setattr(preview_picture, "draw_preview", fault)
        with pytest.raises(OSError, match="no font"):
            await previews.picture(ONE)

    assert (await previews.picture(ONE)).startswith(b"\x89PNG")
