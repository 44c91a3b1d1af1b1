"""Bounded cards answer what was put last, or that they have forgotten it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laurels.adapters.bounded_cards import BoundedCards
from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.rules.player import Card
from tests.compiled import compiled

SIZE = 4
NUMBERS = st.integers(1, 12)
STEPS = st.lists(st.tuples(st.sampled_from(["put", "rename", "ask", "drop"]), NUMBERS), max_size=60)


@pytest.fixture(params=["plain", "compact"])
def new_cards(request: pytest.FixtureRequest) -> Callable[[], Cards]:
    return PlainCards if request.param == "plain" else compiled("cards").CompactCards


@pytest.mark.parametrize("kind", ["plain", "compact"])
@given(steps=STEPS)
def test_they_never_answer_what_was_not_put_last(kind: str, steps: list[tuple[str, int]]) -> None:
    cards = BoundedCards(PlainCards if kind == "plain" else compiled("cards").CompactCards, SIZE)
    kept: dict[int, Card] = {}  # all, as a store without bounds has them
    for turn, (step, number) in enumerate(steps):
        if step in ("put", "rename"):
            id = f"p{number}" if step == "put" else f"p{number}-{turn}"
            kept[number] = Card(number, id, f"at {turn}")
            cards.put(kept[number])
        elif step == "drop":
            cards.drop([number])
            kept.pop(number, None)
        elif number in kept:
            ((by_id,), (by_number,)) = cards.find([kept[number].id]), cards.cards([number])
            assert by_id in (None, kept[number])
            assert by_number == by_id
        else:
            assert cards.cards([number]) == [None]
        assert len(cards) < 2 * SIZE


def test_those_asked_for_last_stay(new_cards: Callable[[], Cards]) -> None:
    cards = BoundedCards(new_cards, SIZE)
    for number in range(1, 101):
        cards.put(Card(number, f"p{number}"))
        assert cards.numbers(["p1", "nobody"]) == [1, None]

    assert cards.numbers([f"p{n}" for n in (99, 100)]) == [99, 100]
    assert cards.cards([1, 50]) == [Card(1, "p1"), None]


def test_cleared_they_know_nobody(new_cards: Callable[[], Cards]) -> None:
    cards = BoundedCards(new_cards, SIZE)
    cards.load([(1, "ana", None, None, None, None), (2, None, None, None, None, None)])
    assert cards.find(["ana"]) == [Card(1, "ana")]

    cards.clear()

    assert cards.find(["ana"]) == [None]
    assert cards.numbers(["ana"]) == [None]
