"""The demo's players: seeded, so every run makes the same ones."""

from random import Random
from typing import Any, NamedTuple

from laurels.demo.names import CREATURES, MOODS, ODD, PEOPLE
from laurels.rules.player import Card, Player


class Persona(NamedTuple):
    """A made-up player. `skill` is about -2 to 3, and few are skilled."""

    id: str
    display_name: str
    username: str
    country: str | None
    skill: float

    def profile(self, at: int, attributes: dict[str, Any] | None = None) -> Player:
        """The profile to register, as of an instant."""
        card = Card(0, self.id, self.display_name, self.username, None, self.country)
        return Player(card, attributes or {}, at, at)


def make_people(count: int, seed: int = 1) -> list[Persona]:
    """`count` players. The first of more are the same as all of fewer. O(count)."""
    random = Random(seed)
    return [_persona(random, number) for number in range(count)]


def _persona(random: Random, number: int) -> Persona:
    mood, (creature, emoji) = random.choice(MOODS), random.choice(CREATURES)
    handle = f"{mood.lower()}_{creature.lower()}{random.randrange(10, 1000)}"
    country = random.choice(list(PEOPLE))
    given, family = (random.choice(names) for names in PEOPLE[country])
    name = f"{family[1:]}{given}" if family.startswith("-") else f"{given} {family}"
    style, shown = random.random(), None if random.random() < 0.08 else country
    if style < 0.28:
        name = f"{mood}{creature}{random.randrange(1, 100)}"
    elif style < 0.36:
        name = f"{emoji} {mood} {creature}"
    if number % 97 == 11:
        name, shown = ODD[number // 97 % len(ODD)]
    skill = max(-2.0, min(3.2, random.gauss(0, 0.9) + (random.random() < 0.05) * 0.8))
    return Persona(f"{handle}-{number}", name, handle, shown, skill)
