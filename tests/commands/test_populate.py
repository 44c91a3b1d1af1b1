import asyncio
from pathlib import Path

import pytest

from laurels.backoffice.prepare import prepare
from laurels.rules.player import Card
from laurels.settings import Settings
from laurels.usecases import populate as subject
from laurels.usecases.populate import Populate, Population, player_id
from laurels.wiring import Laurels, embedded
from tests.commands.conftest import Run


def populate_of(laurels: Laurels) -> Populate:
    return Populate(
        laurels.players,
        laurels.submit_scores,
        laurels.read_ranks,
        laurels.manage_leaderboards,
        laurels.clock,
    )


async def standings(settings: Settings) -> list[tuple[str, tuple[int, ...], int]]:
    async with embedded(settings) as laurels:
        season = await laurels.read_ranks.season(laurels.manage_leaderboards.get("populate"))
        page = await laurels.read_ranks.page(season, 0, 100_000)
        return [(r.card.id, r.ranked.entry.values, r.ranked.entry.events) for r in page.rows]


def test_everyone_gets_a_name_and_a_score(run: Run) -> None:
    ran = run("populate", "--players", 300, "--events", 1000)
    assert ran.code == 0
    assert "300 entries" in ran.out
    assert "1,000 scores" in ran.out


async def test_a_stopped_run_goes_on_to_the_same_standings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "UNIT", 70)
    whole, parts = Settings(data=str(tmp_path / "whole")), Settings(data=str(tmp_path / "parts"))
    population = Population(200, 1000)
    for settings, stops in ((whole, [1000]), (parts, [140, 630, 1000])):
        await asyncio.to_thread(prepare, settings)
        for stop in stops:
            async with embedded(settings) as laurels:
                populate = populate_of(laurels)
                board = await populate.leaderboard("populate", population)
                await populate.register(population, lambda _: None)
                done = await populate.events_done(board)
                part = Population(200, stop)
                await populate.play(board, part, done, lambda _: None)
                assert await populate.events_done(board) == stop
    assert await standings(whole) == await standings(parts)


async def crowd(laurels: Laurels) -> list[Card]:
    cards = await laurels.players.find([player_id(number) for number in range(1000)])
    return [card for card in cards if card is not None]


async def test_a_stopped_registration_counts_what_is_kept_and_goes_on_to_the_same_crowd(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "UNIT", 70)
    whole, parts = Settings(data=str(tmp_path / "whole")), Settings(data=str(tmp_path / "parts"))
    population, counted, skipped = Population(1000, 1000), list[int](), list[int]()
    for settings in (whole, parts):
        await asyncio.to_thread(prepare, settings)
    async with embedded(whole) as laurels:
        await populate_of(laurels).register(population, lambda _: None)
        expected = await crowd(laurels)
    async with embedded(parts) as laurels:
        begun = asyncio.Event()

        def advance(count: int) -> None:
            counted.append(count)
            begun.set()

        registering = asyncio.create_task(populate_of(laurels).register(population, advance))
        await begun.wait()
        registering.cancel()
        await asyncio.wait([registering])
        assert registering.cancelled()
        assert sum(counted) == len(await crowd(laurels)) < 1000

        before = sum(counted)
        await populate_of(laurels).register(population, counted.append, skipped.append)
        assert (sum(counted), sum(skipped)) == (1000, before)
        assert await crowd(laurels) == expected


async def test_a_cancelled_run_counts_what_was_begun(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "UNIT", 50)
    await asyncio.to_thread(prepare, settings)
    async with embedded(settings) as laurels:
        populate, population = populate_of(laurels), Population(100, 100_000)
        board = await populate.leaderboard("populate", population)
        counted: list[int] = []
        begun = asyncio.Event()

        def advance(count: int) -> None:
            counted.append(count)
            begun.set()

        playing = asyncio.create_task(populate.play(board, population, 0, advance))
        await begun.wait()
        playing.cancel()
        await asyncio.wait([playing])
        assert playing.cancelled()
        assert await populate.events_done(board) == sum(counted)


def test_another_crowd_is_refused_with_the_one_that_is_there(run: Run) -> None:
    run("populate", "--players", 10, "--events", 20)
    ran = run("populate", "--players", 11, "--events", 20)
    assert ran.code == 1
    assert "--players 10 --seed 1" in ran.err


def test_a_leaderboard_of_someone_else_is_left_alone(run: Run) -> None:
    ran = run("populate", "--players", 10, "--leaderboard", "global")
    assert ran.code == 1
    assert "was not made by populate" in ran.err
