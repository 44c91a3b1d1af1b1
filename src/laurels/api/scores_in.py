"""What a submission is answered, for whichever door it comes through."""

from laurels.api.access import Scope, allow
from laurels.api.answer import Answer
from laurels.api.bodies import decode
from laurels.api.schemas import ReceiptOut, ScoreBody
from laurels.api.views import encode, receipt_out, to_submission
from laurels.rules.errors import LaurelsError
from laurels.rules.leaderboard import Leaderboard
from laurels.wiring import Laurels


class ScoresIn:
    """Takes a body to the use case, and its receipt back."""

    def __init__(self, laurels: Laurels) -> None:
        self._laurels = laurels

    async def board(self, scope: Scope, id: str) -> Leaderboard:
        """The leaderboard that the caller may submit to. O(headers).

        LeaderboardNotFound, Unauthorized or Forbidden; Unavailable while Laurels is loading.
        """
        await allow(self._laurels, scope, "submit")
        return await self._laurels.manage_leaderboards.find(id)

    async def receipt(self, board: Leaderboard, data: bytes) -> tuple[str, ReceiptOut]:
        """Submit a body: its player and the answer. O(bytes), and what the use case does."""
        submission = to_submission(board, decode(data, ScoreBody))
        (result,) = await self._laurels.submit_scores.submit(board, [submission])
        if isinstance(result, LaurelsError):
            raise result
        season_by_id = self._laurels.catalog.season_by_id
        player = submission.player
        return player, receipt_out(board, player, result, season_by_id)


def receipt_answer(receipt: ReceiptOut) -> Answer:
    """201 with the new rank, or 200 with the first answer for a repeat. O(windows)."""
    return Answer(encode(receipt), 200 if receipt.replayed else 201)
