"""Register, change, find and erase players; take entries off a board."""

from collections.abc import Callable, Mapping
from typing import Any

from laurels.ports.catalog import Catalog
from laurels.ports.players import Players
from laurels.rules.errors import InvalidRequest, LaurelsError, PlayerNotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.player import PLAYER_ID_RULE, Card, Player, is_player_id
from laurels.rules.submission import Kind, Submission
from laurels.usecases.submit_scores import SubmitScores


class ManagePlayers:
    """The players' profiles."""

    def __init__(
        self,
        catalog: Catalog,
        players: Players,
        submit_scores: SubmitScores,
        clock: Callable[[], int],
    ) -> None:
        self._catalog = catalog
        self._players = players
        self._submit_scores = submit_scores
        self._clock = clock

    async def get(self, id: str) -> Player:
        """A whole profile, or PlayerNotFound."""
        player = await self._players.profile(id)
        if player is None:
            raise PlayerNotFound(id)
        return player

    async def card(self, id: str) -> Card:
        """What pages show of a player, or PlayerNotFound. O(1)."""
        (card,) = await self._players.find([id])
        if card is None:
            raise PlayerNotFound(id)
        return card

    async def put(
        self, id: str, fields: Mapping[str, Any], attributes: Mapping[str, Any]
    ) -> tuple[Player, bool]:
        """Register a player, or replace the whole profile; and whether it is new."""
        if not is_player_id(id):
            raise InvalidRequest(PLAYER_ID_RULE, field="player")
        known, now = await self._players.profile(id), self._clock()
        card = Card(0, id, **fields)
        player = Player(card, attributes, now if known is None else known.created_at, now)
        return await self._players.save(player), known is None

    async def patch(
        self, id: str, fields: Mapping[str, Any], attributes: Mapping[str, Any] | None
    ) -> Player:
        """Replace single fields of a profile."""
        async with self._submit_scores.turn:  # no erasure may come between
            known = await self.get(id)
            card = known.card._replace(**fields)
            kept = known.attributes if attributes is None else attributes
            return await self._players.save(Player(card, kept, known.created_at, self._clock()))

    async def search(self, text: str, after: str, limit: int) -> list[Player]:
        """Profiles that contain a text, by id."""
        return await self._players.search(text, after, limit)

    async def remove_entry(self, leaderboard: Leaderboard, player: str) -> None:
        """Take a player's entry out of a leaderboard's open seasons, by an event of its own.

        PlayerNotFound or EntryNotFound where there is nothing to take out.
        """
        await self.card(player)
        removal = Submission(leaderboard, player, (), kind=Kind.REMOVAL)
        (result,) = await self._submit_scores.submit(leaderboard, [removal], ranked=False)
        if isinstance(result, LaurelsError):
            raise result

    async def erase(self, id: str) -> None:
        """Forget a player: out of every season, open or closed, and the profile emptied."""
        await self.card(id)
        await self._submit_scores.erase_player(id)
