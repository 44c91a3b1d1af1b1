"""The index is held against the journal: what is right stays, what is wrong is loaded again."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.jobs import reconcile as module
from laurels.jobs.reconcile import can_be, reconcile
from laurels.ports.job_runs import Outcome
from laurels.rules.entry import Entry, apply_score
from laurels.rules.errors import PlayerNotFound
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order
from laurels.rules.season import Window
from laurels.rules.submission import Change, Event, Kind
from laurels.wiring import Laurels
from tests.usecases.running import score, submit

OPERATORS = list(Operator)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_SECONDS", 0.001)


async def new_board(laurels: Laurels, operator: Operator = Operator.BEST) -> Leaderboard:
    windows = (Window("all-time"), Window("daily"))
    race = Leaderboard("race", "Race", operator=operator, windows=windows)
    return await laurels.manage_leaderboards.create(race)


async def looked(laurels: Laurels) -> Outcome:
    """A look whose facts the next one has."""
    outcome = await reconcile(laurels)
    run = await laurels.runs.ask("reconcile")
    assert run is not None
    claim = await laurels.runs.claim(run, alone=True)
    assert claim is not None
    await laurels.runs.end(claim, outcome, kept=9)
    return outcome


async def spoil(laurels: Laurels, board: Leaderboard, player: str, entry: Entry | None) -> None:
    """Put something into the index of the first window that no event says."""
    season = await laurels.read_ranks.season(board)
    number = (await laurels.players.numbers({player}))[player]
    await laurels.index.move([Change(season.id, number, None, entry)])


async def shown(laurels: Laurels, board: Leaderboard) -> list[int]:
    page = await laurels.read_ranks.page(await laurels.read_ranks.season(board), 0, 99)
    return [row.ranked.entry.values[0] for row in page.rows]


async def test_what_is_right_is_left_alone(laurels: Laurels) -> None:
    board = await new_board(laurels)
    for n in range(5):
        await submit(laurels, score(board, f"p{n % 3}", n))

    outcome = await looked(laurels)

    assert outcome.said == "6 entries of 5 events are right."
    assert outcome.is_good
    assert (await looked(laurels)).said == "0 entries of 0 events are right."


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("entry", [None, Entry((3,), 0, 0, 1)], ids=["gone", "another"])
async def test_an_index_that_differs_is_loaded_again(
    laurels: Laurels, entry: Entry | None, operator: Operator
) -> None:
    board = await new_board(laurels, operator)
    await submit(laurels, score(board, "ana", 7))
    await submit(laurels, score(board, "bob", 5))
    await spoil(laurels, board, "ana", entry)

    outcome = await looked(laurels)

    assert outcome.is_good
    assert "loaded again, since the index differed: 'race', all-time 1" in outcome.said
    assert await shown(laurels, board) == [7, 5]


async def test_entries_that_differ_from_the_events_are_reported(laurels: Laurels) -> None:
    board = await new_board(laurels)
    await submit(laurels, score(board, "ana", 7))
    await laurels.profile.behind.settle()  # type: ignore[attr-defined]

    def lose(connection: object) -> None:
        connection.execute("UPDATE entries SET value_1 = 1")  # type: ignore[attr-defined]

    await laurels.profile.database.write(lose)  # type: ignore[attr-defined]
    await laurels.seasons.forget(laurels.catalog.seasons(board.number))

    outcome = await looked(laurels)

    assert not outcome.is_good
    assert outcome.said == (
        "2 entries of 'race', all-time 1, 'race', daily 1 are not what the events say; "
        "run `laurels check`."
    )


@pytest.mark.parametrize("operator", OPERATORS)
async def test_nothing_is_found_wrong_while_scores_and_erasures_come(
    laurels: Laurels, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKS", 30_000)  # half a minute: what is on its way arrives
    board, chance = await new_board(laurels, operator), random.Random(operator)
    done = False

    async def play() -> None:
        for n in range(150):
            player = f"p{chance.randrange(12)}"
            kind = Kind.REMOVAL if n % 17 == 16 else Kind.SCORE
            values = () if kind == Kind.REMOVAL else (chance.randrange(-3, 9),)
            await laurels.submit_scores.submit(board, [score(board, player, *values, kind=kind)])
            if n % 40 == 39:
                with suppress(PlayerNotFound):
                    await laurels.manage_players.erase(f"p{n % 12}")

    async def look() -> None:
        while not done:
            outcome = await looked(laurels)
            assert outcome.is_good, outcome.said
            assert not outcome.facts["loaded_again"], outcome.said
            await asyncio.sleep(0)

    looking = asyncio.create_task(look())
    await asyncio.gather(*[play() for _ in range(3)])
    done = True
    await looking


async def test_older_events_are_left_to_the_check(
    laurels: Laurels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOKED_AT", 3)
    board = await new_board(laurels)
    for n in range(5):
        await submit(laurels, score(board, "ana", n))

    assert (await looked(laurels)).said == (
        "2 entries of 3 events are right; 2 older events are left to the check."
    )


scores = st.lists(st.integers(-2, 2), min_size=1, max_size=6)


@given(st.sampled_from(OPERATORS), scores, st.integers(0, 5), st.booleans(), st.booleans())
def test_no_true_entry_is_doubted(
    operator: Operator, values: Sequence[int], seen: int, ascending: bool, later: bool
) -> None:
    """Whatever part of a player's events one looks at, and whatever has come since."""
    column = Column("points", Order.ASCENDING if ascending else Order.DESCENDING)
    board = Leaderboard("race", "Race", columns=(column,), operator=operator)
    events = [Event(n + 1, 1, 1, Kind.SCORE, (value,), 0) for n, value in enumerate(values)]
    entry: Entry | None = None
    for event in events:
        entry = apply_score(board, entry, event.values, event.sequence, 0)
    end = len(events) - 1 if later and len(events) > 1 else len(events)
    looked_at = events[min(seen, end - 1) : end]

    assert can_be(board, looked_at, entry)
