"""From what the use cases answer to what travels, and back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from laurels.api import schemas as s
from laurels.api.problems import problem_of
from laurels.ports.ranking_index import PERCENTILES, Distribution
from laurels.rules.details import Details, check_json_size
from laurels.rules.errors import InvalidRequest, LaurelsError
from laurels.rules.instant import from_datetime, to_text
from laurels.rules.leaderboard import Column, Leaderboard, Operator, Order, RankMethod, Tier
from laurels.rules.player import PLAYER_ID_RULE, Player, is_player_id
from laurels.rules.rank import percentile, tier_of
from laurels.rules.score import parse_number, parse_score, score_number
from laurels.rules.season import Season, Window
from laurels.rules.submission import Submission, check_submission_id
from laurels.usecases.details_text import details_text
from laurels.usecases.read_ranks import Row
from laurels.usecases.standings import Standing
from laurels.usecases.submit_scores import Receipt

NO_DETAILS = Details()
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

encode = msgspec.json.Encoder(decimal_format="number").encode
_scores = msgspec.json.Decoder(dict[str, msgspec.Raw])


# -- leaderboards --------------------------------------------------------------------------


def to_leaderboard(body: s.LeaderboardBody) -> Leaderboard:
    """A definition as the rules know it; the rules check it further."""
    columns = tuple(
        Column(c.name, Order(c.order), c.decimals) for c in body.columns or [s.ColumnBody()]
    )
    decimals = columns[0].decimals
    return Leaderboard(
        body.id,
        body.id if body.title is None else printed(body.title, "title"),
        columns,
        Operator(body.operator),
        RankMethod(body.rank_method),
        tuple(_window(window) for window in body.windows or ["all-time"]),
        tuple(body.segments),
        tuple(_tier(tier, decimals, f"tiers[{n}]") for n, tier in enumerate(body.tiers)),
        body.public,
        _limit(body.min_score, decimals, "min_score"),
        _limit(body.max_score, decimals, "max_score"),
        limited(body.metadata, "metadata"),
    )


def limited(value: dict[str, Any], field: str) -> dict[str, Any]:
    """A free-form object, unless it is too large to keep."""
    check_json_size(len(msgspec.json.encode(value)), field)
    return value


def printed(text: str, field: str) -> str:
    """A text, unless it has control characters: not every store keeps NUL, and no reader
    sees the others."""
    if _CONTROL.search(text):
        raise InvalidRequest(f"'{field}' must not have control characters.", field=field)
    return text


def _window(window: str | s.WindowBody) -> Window:
    if isinstance(window, str):
        return Window(window)
    return Window(window.name, window.cron, window.timezone)


def _limit(raw: msgspec.Raw, decimals: int, field: str) -> int | None:
    text = bytes(raw)
    return None if text == b"null" else parse_score(text, decimals, field)


def _tier(tier: s.TierBody, decimals: int, at: str) -> Tier:
    share = bytes(tier.top_percent)
    return Tier(
        tier.name,
        None if share == b"null" else parse_number(share, f"{at}.top_percent"),
        _limit(tier.score, decimals, f"{at}.score"),
    )


def leaderboard_out(leaderboard: Leaderboard) -> s.LeaderboardOut:
    """A leaderboard as it travels."""
    decimals = leaderboard.columns[0].decimals

    def number(value: int | None) -> s.Number | None:
        return None if value is None else score_number(value, decimals)

    return s.LeaderboardOut(
        leaderboard.id,
        leaderboard.title,
        [s.ColumnBody(**asdict(column)) for column in leaderboard.columns],
        leaderboard.operator,
        leaderboard.rank_method,
        [
            window.name
            if window.cron is None
            else s.WindowBody(window.name, window.cron, window.timezone)
            for window in leaderboard.windows
        ],
        list(leaderboard.segments),
        [s.TierOut(t.name, t.top_percent, number(t.score)) for t in leaderboard.tiers],
        leaderboard.public,
        number(leaderboard.min_score),
        number(leaderboard.max_score),
        dict(leaderboard.metadata),
        to_text(leaderboard.created_at),
    )


# -- players -------------------------------------------------------------------------------


def player_out(player: Player) -> s.PlayerOut:
    """A profile as it travels."""
    card = player.card
    return s.PlayerOut(
        card.id,
        card.display_name,
        card.username,
        card.avatar_url,
        card.country,
        dict(player.attributes),
        to_text(player.created_at),
        to_text(player.updated_at),
    )


# -- submissions ---------------------------------------------------------------------------


def to_submission(leaderboard: Leaderboard, body: s.ScoreBody) -> Submission:
    """A score as the journal takes it: checked, scaled. O(columns)."""
    if not is_player_id(body.player):
        raise InvalidRequest(PLAYER_ID_RULE, field="player")
    if body.submission_id is not None:
        check_submission_id(body.submission_id, "submission_id")
    values = to_values(leaderboard, bytes(body.score))
    played_at = None
    if body.played_at is not None:
        try:
            played_at = from_datetime(body.played_at)
        except ValueError as error:
            raise InvalidRequest(f"'played_at': {error}.", field="played_at") from None
    details = Details(body.game_mode, body.duration_ms, body.metadata)
    kept = None if details == NO_DETAILS else details_text(details)
    return Submission(leaderboard, body.player, values, body.submission_id, played_at, kept)


def to_values(leaderboard: Leaderboard, raw: bytes, field: str = "score") -> tuple[int, ...]:
    """The scaled values of a score: a number, or an object of numbers by column."""
    columns = leaderboard.columns
    if raw[:1] != b"{":
        if len(columns) > 1:
            names = ", ".join(column.name for column in columns)
            raise InvalidRequest(
                f"'{field}' must be an object of numbers by column; the columns are {names}.",
                field=field,
            )
        return (parse_score(raw, columns[0].decimals, field),)
    given = _scores.decode(raw)  # cannot fail: it was read as a part of the body
    unknown = given.keys() - {column.name for column in columns}
    if unknown or not given:
        names = ", ".join(column.name for column in columns)
        if not given:
            raise InvalidRequest(f"'{field}' is empty; the columns are {names}.", field=field)
        name = f"{field}.{min(unknown)}"
        raise InvalidRequest(f"'{name}' is no column; the columns are {names}.", field=name)
    return tuple(
        parse_score(bytes(given[c.name]), c.decimals, f"{field}.{c.name}") if c.name in given else 0
        for c in columns
    )


def receipt_out(
    leaderboard: Leaderboard, player: str, receipt: Receipt, season_by_id: Callable[[int], Season]
) -> s.ReceiptOut:
    """The answer to one submission."""
    standings = [
        standing_out(leaderboard, player, standing, season_by_id(standing.season))
        for standing in receipt.standings
    ]
    event, first = receipt.event, leaderboard.windows[0].name
    has_first = bool(standings) and standings[0].window == first
    return s.ReceiptOut(
        event.sequence,
        event.submission_id,
        receipt.replayed,
        standings[0] if has_first else None,
        standings[1:] if has_first else standings,
    )


def standing_out(
    leaderboard: Leaderboard, player: str, standing: Standing, season: Season
) -> s.StandingOut:
    """Where a submission has put its player in one season."""
    scores = scores_out(leaderboard, standing.values)
    before = standing.previous_values
    first = leaderboard.columns[0]
    return s.StandingOut(
        season.window,
        season.number,
        player,
        scores[first.name],
        scores,
        standing.rank,
        standing.previous_rank,
        None if before is None else score_number(before[0], first.decimals),
        standing.improved,
        standing.total,
        percentile(standing.ahead, standing.total),
        tier_of(leaderboard, standing.values, standing.ahead, standing.total),
    )


def rejected_out(index: int, error: LaurelsError) -> s.BatchItemOut:
    """A refused submission of a batch."""
    return s.BatchItemOut(index, "rejected", problem=problem_of(error))


# -- entries -------------------------------------------------------------------------------


def scores_out(leaderboard: Leaderboard, values: Sequence[int]) -> dict[str, s.Number]:
    """Exact numbers by column."""
    return {
        column.name: value if not column.decimals else score_number(value, column.decimals)
        for column, value in zip(leaderboard.columns, values, strict=True)
    }


def entry_out(leaderboard: Leaderboard, row: Row) -> s.EntryOut:
    """A player's row."""
    (_, entry, _, rank, ahead, total), card = row
    scores = scores_out(leaderboard, entry.values)
    return s.EntryOut(
        rank,
        card.id,
        card.display_name,
        card.avatar_url,
        card.country,
        scores[leaderboard.columns[0].name],
        scores,
        to_text(entry.achieved_at),
        entry.events,
        percentile(ahead, total),
        tier_of(leaderboard, entry.values, ahead, total),
    )


def entry_fields(leaderboard: Leaderboard, row: Row) -> dict[str, Any]:
    """The fields of a player's row, for shapes that add to it."""
    return msgspec.structs.asdict(entry_out(leaderboard, row))


def stats_out(
    leaderboard: Leaderboard, total: int, distribution: Distribution | None
) -> s.StatsOut:
    """How scores are spread; an empty season has neither top nor median."""
    if distribution is None:
        return s.StatsOut(0, 0, None, None, {str(share): None for share in PERCENTILES}, [])
    decimals = leaderboard.columns[0].decimals

    def number(value: int) -> s.Number:
        return score_number(value, decimals)

    return s.StatsOut(
        total,
        distribution.events,
        number(distribution.top),
        number(distribution.median),
        {str(share): number(value) for share, value in distribution.percentiles.items()},
        [s.BucketOut(number(a), number(b), n) for a, b, n in distribution.histogram],
    )
