"""What a submission may carry beside its score, whatever door it comes through."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from laurels.rules.errors import InvalidRequest

LONGEST_GAME_MODE = 64  # characters
LONGEST_DURATION_MS = 2**63 - 1
MOST_METADATA = 16 * 1024  # bytes of JSON


class Details(NamedTuple):
    """Kept with the event, and not compared with anything but a repeat's."""

    game_mode: str | None = None
    duration_ms: int | None = None
    metadata: Mapping[str, Any] | None = None


def check_details(details: Details) -> None:
    """InvalidRequest for a game mode or a duration that is not allowed. O(1).

    >>> check_details(Details("ranked", duration_ms=-1))
    Traceback (most recent call last):
    laurels.rules.errors.InvalidRequest: 'duration_ms' is -1; it takes 0 to 9223372036854775807.
    """
    mode, duration = details.game_mode, details.duration_ms
    if mode is not None and len(mode) > LONGEST_GAME_MODE:
        raise InvalidRequest(
            f"'game_mode' has {len(mode)} characters; it takes up to {LONGEST_GAME_MODE}.",
            field="game_mode",
        )
    if duration is not None and not 0 <= duration <= LONGEST_DURATION_MS:
        raise InvalidRequest(
            f"'duration_ms' is {duration}; it takes 0 to {LONGEST_DURATION_MS}.",
            field="duration_ms",
        )


def check_json_size(size: int, field: str) -> None:
    """InvalidRequest for a free-form object of too many bytes of JSON."""
    if size > MOST_METADATA:
        raise InvalidRequest(
            f"'{field}' must have at most {MOST_METADATA} bytes as JSON.", field=field
        )
