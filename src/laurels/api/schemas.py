"""What travels as JSON: the API's shapes, which are also its OpenAPI document."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Raw, Struct, UnsetType, field

from laurels.api.problems import Problem
from laurels.rules.details import LONGEST_DURATION_MS, LONGEST_GAME_MODE
from laurels.rules.submission import LONGEST_SUBMISSION_ID

Number = int | Decimal
_NUMBER: dict[str, Any] = {"type": "number"}
_SCORE: dict[str, Any] = {
    "description": "A number; with several columns, an object of numbers by column.",
    "oneOf": [{"type": "number"}, {"type": "object", "additionalProperties": _NUMBER}],
}


# Raw text, so that the rules see the number as it was written; `null` where left out.
def _null() -> Raw:
    return Raw(b"null")


RawNumber = Annotated[Raw, Meta(extra_json_schema={"type": ["number", "null"]})]
PlayerId = Annotated[str, Meta(min_length=1, max_length=64, examples=["max-verstappen"])]
Text64 = Annotated[str, Meta(max_length=64)]
Instant = Annotated[datetime, Meta(tz=True)]
SubmissionId = Annotated[str, Meta(min_length=1, max_length=LONGEST_SUBMISSION_ID)]
GameMode = Annotated[str, Meta(max_length=LONGEST_GAME_MODE)]
DurationMs = Annotated[int, Meta(ge=0, le=LONGEST_DURATION_MS)]


_COUNTRY = Meta(
    max_length=2, pattern=r"^[A-Z]{2}$", extra={"allowed": "two capital letters, as TR"}
)


class Body(Struct, forbid_unknown_fields=True):
    """A request's body: what is not named here is refused."""


class ColumnBody(Body):
    """One number that is compared."""

    name: str = "score"
    order: Literal["descending", "ascending"] = "descending"
    decimals: Annotated[int, Meta(ge=0, le=6)] = 0


class WindowBody(Body):
    """A cron window; the calendar windows are given by their name alone."""

    name: str
    cron: str
    timezone: str = "UTC"


class TierBody(Body, omit_defaults=True):
    """A slice of the best: by `top_percent`, or by the first column's `score`."""

    name: str
    top_percent: RawNumber = field(default_factory=_null)
    score: RawNumber = field(default_factory=_null)


class LeaderboardBody(Body):
    """The definition of one contest."""

    id: Annotated[str, Meta(pattern=r"^[a-z0-9._-]{1,64}$")]
    title: str | None = None
    columns: Annotated[list[ColumnBody], Meta(min_length=1, max_length=5)] | None = None
    operator: Literal["best", "latest", "sum"] = "best"
    rank_method: Literal["competition", "dense", "ordinal"] = "competition"
    windows: Annotated[list[str | WindowBody], Meta(min_length=1, max_length=8)] | None = None
    segments: list[str] = []
    tiers: list[TierBody] = []
    public: bool = True
    min_score: RawNumber = field(default_factory=_null)
    max_score: RawNumber = field(default_factory=_null)
    metadata: dict[str, Any] = {}


class LeaderboardPatch(Body):
    """The fields of a leaderboard that are to change."""

    title: str | UnsetType = UNSET
    columns: list[ColumnBody] | UnsetType = UNSET
    operator: Literal["best", "latest", "sum"] | UnsetType = UNSET
    rank_method: Literal["competition", "dense", "ordinal"] | UnsetType = UNSET
    windows: list[str | WindowBody] | UnsetType = UNSET
    segments: list[str] | UnsetType = UNSET
    tiers: list[TierBody] | UnsetType = UNSET
    public: bool | UnsetType = UNSET
    min_score: RawNumber | UnsetType = UNSET
    max_score: RawNumber | UnsetType = UNSET
    metadata: dict[str, Any] | UnsetType = UNSET


class TierOut(Struct, omit_defaults=True):
    """A slice of the best."""

    name: str
    top_percent: Number | None = None
    score: Number | None = None


class LeaderboardOut(Struct):
    """A leaderboard as it is."""

    id: str
    title: str
    columns: list[ColumnBody]
    operator: str
    rank_method: str
    windows: list[str | WindowBody]
    segments: list[str]
    tiers: list[TierOut]
    public: bool
    min_score: Number | None
    max_score: Number | None
    metadata: dict[str, Any]
    created_at: str


class PlayerBody(Body):
    """A player's profile. With PATCH, what is left out stays."""

    display_name: Annotated[str, Meta(max_length=100)] | UnsetType | None = UNSET
    username: Text64 | UnsetType | None = UNSET
    avatar_url: (
        Annotated[str, Meta(max_length=500, pattern=r"^(https?://|/)")] | UnsetType | None
    ) = UNSET
    country: Annotated[str, _COUNTRY] | UnsetType | None = UNSET
    attributes: dict[str, Any] | UnsetType = UNSET


class PlayerOut(Struct):
    """A player's profile."""

    player: str
    display_name: str | None
    username: str | None
    avatar_url: str | None
    country: str | None
    attributes: dict[str, Any]
    created_at: str
    updated_at: str


class PlayersOut(Struct):
    """A page of players; `next` is the cursor of the page after it."""

    players: list[PlayerOut]
    next: str | None


class ScoreBody(Body):
    """One score."""

    player: PlayerId
    score: Annotated[Raw, Meta(extra_json_schema=_SCORE)]
    submission_id: SubmissionId | None = None
    played_at: Instant | None = None
    game_mode: GameMode | None = None
    duration_ms: DurationMs | None = None
    metadata: dict[str, Any] | None = None


class StandingOut(Struct):
    """Where a submission has put its player in one season."""

    window: str
    season: int
    player: str
    score: Number
    scores: dict[str, Number]
    rank: int
    previous_rank: int | None
    previous_score: Number | None
    improved: bool
    total: int
    percentile: float
    tier: str | None


class EntryOut(Struct):
    """A player's row in a season."""

    rank: int
    player: str
    display_name: str | None
    avatar_url: str | None
    country: str | None
    score: Number
    scores: dict[str, Number]
    achieved_at: str
    events: int
    percentile: float
    tier: str | None


class NeighboursOut(Struct):
    """The two entries above and below."""

    above: list[EntryOut]
    below: list[EntryOut]


class ReceiptOut(Struct):
    """The answer to a submission; `entry` is of the leaderboard's first window. It is null
    only for a repeat whose first answer was none, and whose player has been taken off since."""

    sequence: int
    submission_id: str | None
    replayed: bool
    entry: StandingOut | None
    other_windows: list[StandingOut]
    neighbours: NeighboursOut | UnsetType = UNSET


class BatchItemOut(Struct):
    """What became of one submission of a batch."""

    index: int
    status: Literal["accepted", "replayed", "rejected"]
    sequence: int | UnsetType = UNSET
    submission_id: str | UnsetType | None = UNSET
    entry: StandingOut | UnsetType | None = UNSET
    other_windows: list[StandingOut] | UnsetType = UNSET
    problem: Problem | UnsetType = UNSET


class BatchOut(Struct):
    """What became of a batch."""

    accepted: int
    replayed: int
    rejected: int
    results: list[BatchItemOut]


class PageOut(Struct):
    """Entries in board order, with cursors to the pages after and before."""

    leaderboard: str
    window: str
    season: int
    total: int
    entries: list[EntryOut]
    next: str | None
    previous: str | None
    rank: int | UnsetType = UNSET  # around a score: the rank that it would have


class QueryBody(Body):
    """Whose entries are asked for."""

    players: Annotated[list[str], Meta(max_length=1000)]


class QueriedEntryOut(EntryOut):
    """An entry, and its place among those asked for, from 1."""

    position: int


class QueryOut(Struct):
    """Entries in board order; `missing`: ids without an entry."""

    leaderboard: str
    window: str
    season: int
    total: int
    entries: list[QueriedEntryOut]
    missing: list[str]


class PlayerEntryOut(EntryOut):
    """A player's entry on one of the leaderboards."""

    leaderboard: str
    window: str
    season: int
    total: int


class BucketOut(Struct, rename={"start": "from"}):
    """Scores from `from` on, below `to`; the last bucket includes its `to`."""

    start: Number
    to: Number
    count: int


class StatsOut(Struct):
    """How a season's scores are spread. A percentile is the score that at least so many
    percent of entries stand at or below."""

    total: int
    events: int
    top_score: Number | None
    median: Number | None
    percentiles: dict[str, Number | None]
    histogram: list[BucketOut]


class SeasonOut(Struct):
    """One instance of a window."""

    number: int
    starts_at: str
    ends_at: str | None
    status: Literal["open", "closed"]
    total: int
