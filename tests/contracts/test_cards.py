"""Every store of cards answers like two dictionaries, whatever its parts are filled with."""

from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laurels.adapters.memory_cards import Cards, PlainCards
from laurels.rules.entry import Entry
from laurels.rules.player import Card
from laurels.rules.rank import RankedEntry
from tests.compiled import compiled

NewCards = Callable[[], Cards]
LARGEST = 2**32 - 1
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", "Ana", "Çem Yıldız", '"\\<script>', "🏎", "é" * 63, "x" * 127, "x" * 128]),
    st.builds("{}".format, st.integers(0, 10**6)),
    st.sampled_from([1500, 5000, 70_000]).map("y".__mul__),
)
IDS = st.sampled_from([f"player-{n}" for n in range(30)] + ["ünï", "x" * 64, "🏎" * 64])
NUMBERS = st.sampled_from([*range(1, 40), 2**14 - 1, 2**14, LARGEST])
CARDS = st.builds(Card, NUMBERS, IDS, TEXTS, TEXTS, TEXTS, st.sampled_from([None, "TR", "DE"]))


def compact(**sizes: int) -> Cards:
    """The compiled store; small sizes reach its edges soon."""
    cards: Cards = compiled("cards").CompactCards(**sizes)
    return cards


STORES: dict[str, NewCards] = {
    "plain": PlainCards,
    "compact": compact,
    "compact, tiny": partial(compact, shard_bits=1, chunk_bits=2),
    "compact, small": partial(compact, shard_bits=2, chunk_bits=6),
    "compact, small chunks": partial(compact, chunk_bits=10),
}


@pytest.fixture(params=STORES)
def new_cards(request: pytest.FixtureRequest) -> NewCards:
    """Makes empty stores of cards."""
    new = STORES[request.param]
    new()  # skips where it is not built
    return new


def test_a_card_is_found_by_id_and_by_number(new_cards: NewCards) -> None:
    cards, ana = new_cards(), Card(7, "ana", "Ana 🏎", "ana_b", "https://a.example/ana.png", "TR")

    cards.put(ana)

    assert cards.find(["bo", "ana"]) == [None, ana]
    assert cards.cards([7, 8]) == [ana, Card(8, "")]
    assert type(cards.find(["ana"])[0]) is type(cards.cards([8])[0]) is Card
    assert len(cards) == 1


def test_rows_of_erased_players_are_left_out(new_cards: NewCards) -> None:
    cards = new_cards()

    cards.load([(1, "ana", "Ana", None, None, "TR"), (2, None, None, None, None, None)])

    assert cards.find(["ana"]) == [Card(1, "ana", "Ana", country="TR")]
    assert cards.cards([2]) == [Card(2, "")]
    assert len(cards) == 1


def test_an_id_belongs_to_one_number_and_a_number_to_one_id(new_cards: NewCards) -> None:
    cards = new_cards()
    for number, id in enumerate(("ana", "bo", "cem"), 1):
        cards.put(Card(number, id))

    cards.put(Card(1, "bo"))

    assert cards.find(["ana", "bo", "cem"]) == [None, Card(1, "bo"), Card(3, "cem")]
    assert cards.cards([1, 2]) == [Card(1, "bo"), Card(2, "")]
    cards.check()


def test_what_is_learnt_does_not_replace_a_card(new_cards: NewCards) -> None:
    cards = new_cards()
    cards.put(Card(1, "ana", "Ana"))

    cards.learn({"ana": 1, "bo": 2})

    assert cards.find(["ana", "bo"]) == [Card(1, "ana", "Ana"), Card(2, "bo")]


def test_cards_of_entries_are_a_sequence(new_cards: NewCards) -> None:
    cards = new_cards()
    cards.put(Card(1, "ana"))
    cards.put(Card(2, "bo"))
    ranked = [RankedEntry(n, Entry((5,), n, 0, 1), n, n, n, 3) for n in (2, 1, 3)]

    shown = cards.cards_of(ranked)

    assert list(shown) == [Card(2, "bo"), Card(1, "ana"), Card(3, "")]
    assert (len(shown), shown[-1], shown[1:]) == (3, Card(3, ""), list(shown)[1:])
    with pytest.raises(IndexError):
        shown[3]


def test_cards_of_compiled_rows_are_looked_at_late() -> None:
    cards = compact()
    ranked = [RankedEntry(n, Entry((5,), n, 0, 1), n, n, n, 3) for n in (2, 1, 3)]
    shown = cards.cards_of(compiled("page_json").rows_of(ranked))

    cards.put(Card(1, "ana"))

    assert list(shown) == [Card(2, ""), Card(1, "ana"), Card(3, "")]
    assert (len(shown), shown[-2], shown[1:]) == (3, Card(1, "ana"), [Card(1, "ana"), Card(3, "")])
    for place in (3, -4):
        with pytest.raises(IndexError):
            shown[place]


@pytest.mark.parametrize("id", ["", "\udcff", "x" * 1000, "an", "anan"])
def test_an_id_that_nobody_has_is_not_found(new_cards: NewCards, id: str) -> None:
    cards = new_cards()
    assert cards.find([id]) == [None]

    cards.put(Card(1, "ana"))

    assert cards.find([id]) == [None]
    cards.forget(id)
    assert len(cards) == 1


def test_a_number_beyond_those_that_are_kept_has_an_empty_card(new_cards: NewCards) -> None:
    cards = new_cards()
    cards.put(Card(5, "ana"))

    for number in (0, 4, 6, 2**14 + 5, 2**32 + 5, 2**40, -1):
        assert cards.cards([number]) == [Card(number, "")]


def test_many_cards_come_and_go(new_cards: NewCards) -> None:
    cards, plain = new_cards(), PlainCards()
    for store in (cards, plain):
        store.load([(n, f"p{n}", f"P {n}", None, None, None) for n in range(1, 3000)])
        for n in range(1, 3000, 3):
            store.forget(f"p{n}")
        for n in range(3000, 5000):
            store.put(Card(n, f"p{n}", "x" * (n % 90)))
        for n in range(2, 5000, 5):
            store.put(Card(n, f"p{n}", None, "y" * (n % 200)))

    ids = [f"p{n}" for n in range(5001)]
    assert cards.find(ids) == plain.find(ids)
    assert cards.cards(range(5001)) == plain.cards(range(5001))
    cards.check()


class Differs(AssertionError):
    """Two stores answer differently."""


def same(cards: Cards, plain: PlainCards, ids: list[str], numbers: list[int]) -> None:
    if (cards.find(ids), cards.cards(numbers)) != (plain.find(ids), plain.cards(numbers)):
        raise Differs(ids, numbers)
    assert len(cards) == len(plain)
    cards.check()


STEPS = st.one_of(
    st.tuples(st.just("put"), CARDS),
    st.tuples(st.just("load"), st.lists(CARDS, max_size=5)),
    st.tuples(st.just("learn"), st.dictionaries(IDS, NUMBERS, max_size=3)),
    st.tuples(st.just("forget"), IDS),
)


@settings(max_examples=60)
@given(st.lists(STEPS, max_size=60))
@pytest.mark.parametrize("name", [name for name in STORES if name != "plain"])
def test_any_steps_lead_to_the_same_cards(name: str, steps: list[tuple[str, object]]) -> None:
    cards, plain = STORES[name](), PlainCards()
    for step, what in steps:
        getattr(cards, step)(what)
        getattr(plain, step)(what)
        touched = [c for c in (what if isinstance(what, list) else [what]) if isinstance(c, Card)]
        same(cards, plain, [c.id for c in touched], [c.number for c in touched])
    every = plain.cards([*range(1, 40), 2**14 - 1, 2**14, LARGEST])
    same(cards, plain, [card.id for card in every], [card.number for card in every])


@pytest.mark.parametrize("number", [-1, 2**32, 2**70])
def test_a_number_of_more_than_32_bits_is_refused(number: int) -> None:
    cards = compact()

    with pytest.raises((ValueError, OverflowError)):
        cards.put(Card(number, "ana"))

    assert cards.find(["ana"]) == [None]
    cards.check()


@pytest.mark.parametrize("card", [("ana",), (1, 2, *[None] * 4), (1, *[None] * 5), [1, "ana"]])
def test_what_is_no_card_is_refused(card: object) -> None:
    cards = compact()

    with pytest.raises(TypeError):
        cards.put(card)  # type: ignore[arg-type]

    assert len(cards) == 0
    cards.check()


def test_the_space_of_oversized_cards_is_used_again() -> None:
    """Those larger than a chunk have one of their own."""
    cards = compiled("cards").CompactCards(chunk_bits=6)
    memory = []
    for turn in range(4):
        for n in range(1, 9):
            cards.put(Card(n, f"p{n}", "x" * (1000 * n)))
        cards.check()
        memory.append(cards.memory()[0])
        for n in range(1, 9):
            (cards.forget if turn % 2 else cards.put)(f"p{n}" if turn % 2 else Card(n, f"p{n}"))
            cards.check()

    assert max(memory) < memory[0] + 300


def test_the_space_of_replaced_cards_is_used_again() -> None:
    module = compiled("cards")
    cards = module.CompactCards(chunk_bits=10)
    for n in range(2000):
        cards.put(Card(n, f"p{n}", "x" * (n % 50)))
    before = cards.memory()[0]

    for turn in range(20):
        for n in range(2000):
            cards.put(Card(n, f"p{n}", "x" * ((n + turn) % 50)))

    assert cards.memory()[0] < 1.3 * before
    cards.check()
