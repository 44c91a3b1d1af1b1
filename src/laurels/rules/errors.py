"""The one error tree. Each error is a sentence for a person; `code` is for programs.

The API turns classes into HTTP statuses in one table (`laurels.api.problems`).
"""

from collections.abc import Sequence
from typing import NamedTuple


class FieldError(NamedTuple):
    """What is wrong with one field: its name as the client wrote it, and a sentence."""

    field: str
    message: str


class LaurelsError(Exception):
    """Base of everything that Laurels refuses or cannot do."""

    code = "internal"
    title = "Internal error"

    def __init__(
        self, detail: str, *, field: str | None = None, errors: Sequence[FieldError] = ()
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors) or ((FieldError(field, detail),) if field else ())


class InvalidRequest(LaurelsError):
    """The request does not have the form that the API asks for."""

    code = "invalid_request"
    title = "Invalid request"


class Unauthorized(LaurelsError):
    """A key is missing, unknown or revoked."""

    code = "unauthorized"
    title = "Unauthorized"


class Forbidden(LaurelsError):
    """The key is good, but lacks the scope."""

    code = "forbidden"
    title = "Forbidden"


class NotFound(LaurelsError):
    """Something named in the request does not exist."""

    code = "not_found"
    title = "Not found"


class LeaderboardNotFound(NotFound):
    """No leaderboard has that id."""

    code = "leaderboard_not_found"
    title = "Leaderboard not found"

    def __init__(self, leaderboard: str) -> None:
        super().__init__(f"There is no leaderboard '{leaderboard}'.", field="id")


class PlayerNotFound(NotFound):
    """No player has that id."""

    code = "player_not_found"
    title = "Player not found"

    def __init__(self, player: str) -> None:
        super().__init__(f"There is no player '{player}'.", field="player")


class EntryNotFound(NotFound):
    """The player has no entry in that season."""

    code = "entry_not_found"
    title = "Entry not found"

    def __init__(self, player: str, leaderboard: str) -> None:
        super().__init__(
            f"Player '{player}' has no entry in this season of '{leaderboard}'.", field="player"
        )


class SeasonNotFound(NotFound):
    """The leaderboard has no such window, season or segment."""

    code = "season_not_found"
    title = "Season not found"


class Conflict(LaurelsError):
    """The request contradicts what is there already."""

    code = "conflict"
    title = "Conflict"


class DefinitionStays(Conflict):
    """What a leaderboard's entries are made of does not change once there are events."""

    def __init__(self, leaderboard: str) -> None:
        super().__init__(
            f"'{leaderboard}' has events; its columns, operator, rank method, windows and "
            "segments stay as they are. Make a new leaderboard instead."
        )


class PayloadTooLarge(LaurelsError):
    """The body is larger than the route takes."""

    code = "payload_too_large"
    title = "Payload too large"


class UnprocessableScore(LaurelsError):
    """A well-formed number that this leaderboard cannot take: range, decimals, overflow."""

    code = "unprocessable_score"
    title = "Unprocessable score"


class Unavailable(LaurelsError):
    """The answer cannot be given now; nothing is lost, and trying again is right."""

    code = "unavailable"
    title = "Unavailable"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
