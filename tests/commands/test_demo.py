import asyncio
import time

from laurels.backoffice.prepare import prepare
from laurels.demo import DemoCrowd, fill_demo
from laurels.demo.people import make_people
from laurels.settings import Settings
from laurels.wiring import embedded
from tests.commands.conftest import Run

BOARDS = {"grand-prix", "best-lap", "starfall", "quiz-night", "global"}


async def test_the_demo_tells_its_history_in_seasons(settings: Settings) -> None:
    await asyncio.to_thread(prepare, settings)
    filled = await fill_demo(settings)
    assert set(filled) == BOARDS
    async with embedded(settings) as laurels:
        for board in laurels.manage_leaderboards.all():
            assert board.created_at < time.time_ns() // 1000
            for window in board.windows:
                summaries = await laurels.read_ranks.seasons(board, window.name)
                assert all(summary.total for summary in summaries)
            if board.id == "starfall":
                days = await laurels.read_ranks.seasons(board, "daily")
                assert len(days) >= 15
        laurels.index.check()


async def test_a_second_filling_changes_nothing(settings: Settings) -> None:
    await asyncio.to_thread(prepare, settings)
    await fill_demo(settings)
    before = settings.database.read_bytes()
    assert await fill_demo(settings) == []
    assert settings.database.read_bytes() == before


async def test_the_crowd_plays_through_the_same_door_and_ends_when_cancelled(
    settings: Settings,
) -> None:
    await asyncio.to_thread(prepare, settings)
    await fill_demo(settings)
    async with embedded(settings) as laurels:
        crowd = DemoCrowd(laurels, rate=1000, seed=1)
        playing = asyncio.create_task(crowd.run())
        while crowd.played < 20:
            await asyncio.sleep(0)
        playing.cancel()
        await asyncio.wait([playing])
        assert playing.cancelled()


def test_people_are_the_same_in_every_run_and_names_fit() -> None:
    people = make_people(1800)
    assert people[:50] == make_people(50)
    assert len({person.id for person in people}) == len(people)
    assert max(len(person.display_name) for person in people) <= 100
    assert max(len(person.id) for person in people) <= 64


def test_the_command_says_what_it_filled(run: Run) -> None:
    assert "starfall" in run("demo").out
    assert "nothing was changed" in run("demo").out
