"""The cards of all players in memory: what every page shows of them, by id and by number."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from laurels.rules.player import Card
from laurels.rules.rank import RankedEntry

CardRow = tuple[int, str | None, str | None, str | None, str | None, str | None]


class Cards(Protocol):
    """What a store of cards can do. An id belongs to one number, and a number to one id."""

    def __len__(self) -> int: ...

    def reserve(self, count: int) -> None:
        """Make room for so many cards, before they are loaded."""
        ...

    def load(self, rows: Iterable[CardRow]) -> None:
        """Take many cards, as rows of a Card's fields; one without an id is of an erased
        player and left out. O(1) each."""
        ...

    def find(self, ids: Iterable[str]) -> list[Card | None]:
        """The cards of players by the game's ids. O(1) each."""
        ...

    def numbers(self, ids: Iterable[str]) -> list[int | None]:
        """The numbers of players by the game's ids; None where there is none. O(1) each."""
        ...

    def cards(self, numbers: Iterable[int]) -> list[Card]:
        """The cards of players by number; an empty one where there is none. O(1) each."""
        ...

    def cards_of(self, ranked: Sequence[RankedEntry]) -> Sequence[Card]:
        """The cards of the entries' players, as they are when they are looked at. O(1) each."""
        ...

    def put(self, card: Card) -> None:
        """Keep a card, new or in the place of what its number or its id had. O(1)."""
        ...

    def learn(self, numbers: Mapping[str, int]) -> None:
        """Keep cards that are nothing but an id, for numbers that have none yet. O(1) each."""
        ...

    def forget(self, id: str) -> None:
        """Drop the card with an id; no error where there is none. O(1)."""
        ...

    def check(self) -> None:
        """AssertionError where the store contradicts itself. O(n)."""
        ...


class PlainCards:
    """Fulfils `Cards` with two dictionaries: about 360 bytes a player."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._cards: dict[int, Card] = {}

    def __len__(self) -> int:
        return len(self._cards)

    def reserve(self, count: int) -> None:
        """Dictionaries make their own."""

    def load(self, rows: Iterable[CardRow]) -> None:
        """One after the other."""
        for number, id, *shown in rows:
            if id is not None:
                self.put(Card(number, id, *shown))

    def find(self, ids: Iterable[str]) -> list[Card | None]:
        """Two look-ups each."""
        return [self._cards[self._numbers[id]] if id in self._numbers else None for id in ids]

    def numbers(self, ids: Iterable[str]) -> list[int | None]:
        """A look-up each."""
        return [self._numbers.get(id) for id in ids]

    def cards(self, numbers: Iterable[int]) -> list[Card]:
        """One look-up each."""
        return [self._cards.get(number) or Card(number, "") for number in numbers]

    def cards_of(self, ranked: Sequence[RankedEntry]) -> list[Card]:
        """Looked at at once."""
        return self.cards([entry.player for entry in ranked])

    def put(self, card: Card) -> None:
        """At most two others leave: the one with this number, and the one with this id."""
        self.forget(card.id)
        before = self._cards.get(card.number)
        if before is not None:
            del self._numbers[before.id]
        self._numbers[card.id] = card.number
        self._cards[card.number] = card

    def learn(self, numbers: Mapping[str, int]) -> None:
        """One after the other."""
        for id, number in numbers.items():
            if number not in self._cards:
                self.put(Card(number, id))

    def forget(self, id: str) -> None:
        """Both look-ups lose it."""
        number = self._numbers.pop(id, None)
        if number is not None:
            del self._cards[number]

    def check(self) -> None:
        """Each look-up is the other's reverse."""
        kept = {card.id: number for number, card in self._cards.items()}
        assert kept == self._numbers, (kept, self._numbers)
        assert all(card.number == number for number, card in self._cards.items()), self._cards
