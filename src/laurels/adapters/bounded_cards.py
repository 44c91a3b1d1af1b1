"""Cards of those players that were asked for last: as many as there is room for."""

from collections.abc import Callable, Iterable, Sequence

from laurels.adapters.memory_cards import CardRow, Cards
from laurels.rules.player import Card


class BoundedCards:
    """Keeps at least the `size` cards that were asked for last, and less than twice as many.

    Two stores: what is asked for goes into the young one; when that is full, it becomes the old
    one, and what the old one had is forgotten. So a hit costs nothing but itself.

    >>> from laurels.adapters.memory_cards import PlainCards
    >>> cards = BoundedCards(PlainCards, size=2)
    >>> for number, id in enumerate(["ana", "bo", "cem", "dee"]):
    ...     cards.put(Card(number, id))
    >>> [card.id if card else None for card in cards.find(["ana", "bo", "cem", "dee"])]
    [None, None, 'cem', 'dee']
    """

    def __init__(self, new_cards: Callable[[], Cards], size: int) -> None:
        self._new_cards = new_cards
        self._size = size
        self._young, self._old = new_cards(), new_cards()

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def find(self, ids: Sequence[str]) -> list[Card | None]:
        """By the game's ids; None for one that is not here. O(1) each."""
        return [
            young or self._promoted(id)
            for id, young in zip(ids, self._young.find(ids), strict=True)
        ]

    def _promoted(self, id: str) -> Card | None:
        (card,) = self._old.find([id])
        if card is not None:
            self.put(card)
        return card

    def numbers(self, ids: Sequence[str]) -> list[int | None]:
        """By the game's ids; None for one that is not here. O(1) each."""
        found = self._young.numbers(ids)
        if None not in found:
            return found
        return [
            (card.number if (card := self._promoted(id)) else None) if number is None else number
            for id, number in zip(ids, found, strict=True)
        ]

    def cards(self, numbers: Sequence[int]) -> list[Card | None]:
        """By number; None for one that is not here. O(1) each."""
        return [
            card if card.id else self._promoted_by(card.number)
            for card in self._young.cards(numbers)
        ]

    def _promoted_by(self, number: int) -> Card | None:
        (card,) = self._old.cards([number])
        if not card.id:
            return None
        self.put(card)
        return card

    def load(self, rows: Iterable[CardRow]) -> None:
        """Keep many. O(1) each."""
        for number, id, *shown in rows:
            if id is not None:
                self.put(Card(number, id, *shown))

    def put(self, card: Card) -> None:
        """Keep a card, new or in the place of what its number or its id had. O(1)."""
        self._old.forget(card.id)
        (before,) = self._old.cards([card.number])
        if before.id:
            self._old.forget(before.id)
        self._young.put(card)
        if len(self._young) >= self._size:
            self._young, self._old = self._new_cards(), self._young

    def drop(self, numbers: Iterable[int]) -> None:
        """Forget the cards of some numbers. O(1) each."""
        for number in numbers:
            for cards in (self._young, self._old):
                (card,) = cards.cards([number])
                if card.id:
                    cards.forget(card.id)

    def clear(self) -> None:
        """Forget all."""
        self._young, self._old = self._new_cards(), self._new_cards()
