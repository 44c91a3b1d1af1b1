"""Every store of players knows who has which number, and forgets when told to."""

from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path

import pytest

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import Card, Player
from laurels.rules.season import Span
from laurels.rules.submission import Submission, Unit
from tests.compiled import compiled
from tests.contracts.conftest import opened
from tests.contracts.stores import Stores

ANA = Player(Card(0, "ana", "Ana 🏎", "ana_b", "https://a.example/ana.png", "TR"), {"a": [1]}, 5, 6)


CARDS = ("plain cards", "compact cards", "compact cards, tiny")


@pytest.fixture(
    params=[
        *(("sqlite", cards) for cards in CARDS),
        ("postgres 16", "plain cards"),
        ("postgres 18", "compact cards, tiny"),
    ],
    ids=", ".join,
)
async def stores(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Stores]:
    """All adapters of a technology on one empty data set, with cards of a kind."""
    kind, cards = request.param
    new_cards: Callable[[], Cards] = PlainCards
    if cards != "plain cards":
        sizes = {"shard_bits": 1, "chunk_bits": 2} if "tiny" in cards else {}
        new_cards = partial(compiled("cards").CompactCards, **sizes)
    async with opened(kind, tmp_path / "data", new_cards) as stores:
        yield stores


def named(id: str, **fields: str) -> Player:
    return Player(Card(0, id, **fields), {}, 5, 6)


async def create(stores: Stores, *ids: str) -> dict[str, int]:
    """Players that only the journal has created."""
    board = await stores.catalog.add_leaderboard(Leaderboard("a", "A"))
    season = await stores.catalog.add_season(board.number, "all-time", Span(1, 0, None))
    scores = [Submission(board, id, (1,)) for id in ids]
    appended = await stores.journal.append([Unit(scores, [season.id])], {}, 5, ())
    return appended.created


async def test_a_profile_comes_back_whole_after_a_restart(stores: Stores) -> None:
    kept = await stores.players.save(ANA)

    for _ in range(2):
        assert kept.card.number > 0
        assert kept == ANA._replace(card=ANA.card._replace(number=kept.card.number))
        assert await stores.players.profile("ana") == kept
        assert await stores.players.find(["bo", "ana"]) == [None, kept.card]
        assert await stores.players.cards([kept.card.number]) == [kept.card]
        await stores.restart()


async def test_a_changed_profile_keeps_number_and_beginning(stores: Stores) -> None:
    first = await stores.players.save(ANA)

    second = await stores.players.save(Player(Card(0, "ana"), {}, created_at=99, updated_at=99))

    assert second == Player(Card(first.card.number, "ana"), {}, 5, 99)
    assert await stores.players.cards([first.card.number]) == [second.card]


async def test_many_profiles_are_saved_like_one(stores: Stores) -> None:
    first = await stores.players.save(named("ana"))

    await stores.players.save_many([ANA, named("bo", display_name="Bo")])

    found = await stores.players.find(["ana", "bo"])
    assert found[0] == ANA.card._replace(number=first.card.number)
    await stores.restart()
    assert await stores.players.find(["ana", "bo"]) == found
    profile = await stores.players.profile("ana")
    assert profile is not None
    assert (profile.attributes, profile.created_at) == ({"a": [1]}, 5)


async def test_a_player_that_the_journal_created_is_learnt(stores: Stores) -> None:
    numbers = await create(stores, "bo")

    await stores.players.learn(numbers)

    assert await stores.players.find(["bo"]) == [Card(numbers["bo"], "bo")]


async def test_what_is_learnt_late_does_not_hide_a_profile(stores: Stores) -> None:
    """A profile can be saved between the journal's commit and this."""
    kept = await stores.players.save(ANA)

    await stores.players.learn(await create(stores, "ana"))

    assert await stores.players.find(["ana"]) == [kept.card]


async def test_an_erased_player_leaves_a_number_and_nothing_else(stores: Stores) -> None:
    kept = await stores.players.save(ANA)

    await stores.players.erase("ana", at=9)

    for _ in range(2):
        assert await stores.players.find(["ana"]) == [None]
        assert await stores.players.profile("ana") is None
        assert await stores.players.cards([kept.card.number]) == [Card(kept.card.number, "")]
        assert await stores.players.search("", "", 10) == []
        await stores.restart()


async def test_the_same_id_is_another_player_after_an_erasure(stores: Stores) -> None:
    old = await stores.players.save(ANA)
    await stores.players.erase("ana", at=9)

    new = await stores.players.save(named("ana"))

    assert new.card.number != old.card.number
    assert await stores.players.cards([old.card.number]) == [Card(old.card.number, "")]


async def test_erasing_a_stranger_changes_nothing(stores: Stores) -> None:
    kept = await stores.players.save(ANA)

    await stores.players.erase("bo", at=9)

    assert await stores.players.find(["ana"]) == [kept.card]


async def test_the_version_changes_with_every_card(stores: Stores) -> None:
    versions = [stores.players.version]

    await stores.players.save(ANA)
    versions.append(stores.players.version)
    await stores.players.save_many([named("bo")])
    versions.append(stores.players.version)
    await stores.players.erase("ana", at=9)
    versions.append(stores.players.version)

    assert len(set(versions)) == 4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["ana", "bo", "cem", "x%y"]),
        ("AN", ["ana", "bo", "cem"]),  # by id, display name and user name
        ("der", ["bo"]),
        ("%", ["x%y"]),
        ("_", []),
        ("zz", []),
    ],
)
async def test_a_search_finds_texts_without_regard_to_case(
    stores: Stores, text: str, found: list[str]
) -> None:
    await stores.players.save(named("cem", username="Jan"))
    await stores.players.save(named("ana"))
    await stores.players.save(named("bo", display_name="Alexander"))
    await stores.players.save(named("x%y"))

    players = await stores.players.search(text, "", 10)

    assert [player.card.id for player in players] == found


async def test_a_search_goes_on_after_an_id(stores: Stores) -> None:
    for id in "cabd":
        await stores.players.save(named(id))

    players = await stores.players.search("", "a", 2)

    assert [player.card.id for player in players] == ["b", "c"]


async def test_numbers_are_told_of_those_who_are_known(stores: Stores) -> None:
    created = await create(stores, "ana", "bo")
    await stores.players.learn(created)

    assert await stores.players.numbers({"bo", "ana", "nobody"}) == created
    assert await stores.players.numbers(set()) == {}
