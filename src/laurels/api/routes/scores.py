"""Scores in, one by one and in batches."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, post
from litestar.params import QueryParameter

from laurels.api.access import laurels_of, readable, require
from laurels.api.answer import response
from laurels.api.bodies import body_text, decode, reply
from laurels.api.problems import AnyRequest
from laurels.api.routes.leaderboards import LeaderboardId
from laurels.api.schemas import (
    BatchItemOut,
    BatchOut,
    NeighboursOut,
    ReceiptOut,
    ScoreBody,
)
from laurels.api.scores_in import ScoresIn, receipt_answer
from laurels.api.views import entry_out, receipt_out, rejected_out, to_submission
from laurels.rules.errors import Conflict, InvalidRequest, LaurelsError, NotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.rules.season import Season
from laurels.rules.submission import Submission
from laurels.usecases.submit_scores import Receipt, Result

MOST_BATCHED = 10_000
BATCH_BYTES = 8 * 1024 * 1024
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")
NEIGHBOURS = 2


@post(
    "/leaderboards/{id:str}/scores",
    body=ScoreBody,
    answer=ReceiptOut,
    statuses=(200, 201),
    scope="submit",
    problems=[409, 422],
)
async def submit_score(
    request: AnyRequest,
    id: LeaderboardId,
    include: Annotated[
        Literal["neighbours"] | None,
        QueryParameter(
            description="`neighbours` adds the two entries above and below; the key needs `read` "
            "too where the leaderboard is not public."
        ),
    ] = None,
) -> Response[bytes]:
    """Submit a score. 201 with the new rank, or 200 with the first answer for a repeat."""
    scores_in: ScoresIn = request.app.state.scores_in
    board = await scores_in.board(request.scope, id)
    if include is not None:
        await readable(request, id)
    player, receipt = await scores_in.receipt(board, await body_text(request))
    if include is not None:
        receipt.neighbours = await _neighbours(request, board, player)
    return response(receipt_answer(receipt))


@post(
    "/leaderboards/{id:str}/scores/batch",
    request_max_body_size=BATCH_BYTES,
    status_code=200,
    body=list[ScoreBody],
    answer=BatchOut,
    scope="submit",
)
async def submit_batch(
    request: AnyRequest,
    id: LeaderboardId,
    results: Annotated[
        Literal["all"] | None,
        QueryParameter(description="`all`: every item with its rank, not only those not accepted."),
    ] = None,
    atomic: Annotated[bool, QueryParameter(description="Take all or none.")] = False,
) -> Response[bytes]:
    """Submit up to 10,000 scores, as a JSON array or as NDJSON. Valid ones count even where
    others are refused."""
    await require(request, "submit")
    laurels = laurels_of(request)
    board = await laurels.manage_leaderboards.find(id)
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    items = _read_batch(board, await body_text(request), media_type)
    good = [item for item in items if isinstance(item, Submission)]
    taken: Sequence[Result]
    if atomic and len(good) < len(items):
        taken = [Conflict("Refused with another submission of the atomic batch.")] * len(good)
    else:
        taken = await laurels.submit_scores.submit(
            board, good, atomic=atomic, ranked=results == "all"
        )
    return reply(_batch_out(request, board, items, taken, everything=results == "all"))


def _read_batch(
    leaderboard: Leaderboard, data: bytes, media_type: str
) -> list[Submission | LaurelsError]:
    """Each item of a batch as a submission, or as what is wrong with it."""
    if media_type in NDJSON:
        raws: Sequence[bytes] = [line for line in data.splitlines() if line.strip()]
    else:
        raws = [bytes(raw) for raw in decode(data, list[msgspec.Raw])]
    if len(raws) > MOST_BATCHED:
        raise InvalidRequest(
            f"A batch takes up to {MOST_BATCHED} submissions; this one has {len(raws)}.",
            field="body",
        )
    return [_read_item(leaderboard, raw) for raw in raws]


def _read_item(leaderboard: Leaderboard, raw: bytes) -> Submission | LaurelsError:
    try:
        return to_submission(leaderboard, decode(raw, ScoreBody))
    except LaurelsError as error:
        return error


def _batch_out(
    request: AnyRequest,
    leaderboard: Leaderboard,
    items: Sequence[Submission | LaurelsError],
    taken: Sequence[Result],
    *,
    everything: bool,
) -> BatchOut:
    out = BatchOut(0, 0, 0, [])
    results = iter(taken)
    season_by_id = laurels_of(request).catalog.season_by_id
    for index, item in enumerate(items):
        result = item if isinstance(item, LaurelsError) else next(results)
        if isinstance(result, LaurelsError):
            out.rejected += 1
            out.results.append(rejected_out(index, result))
            continue
        out.replayed += result.replayed
        out.accepted += not result.replayed
        if everything or result.replayed:
            assert isinstance(item, Submission)
            out.results.append(_item_out(index, leaderboard, item.player, result, season_by_id))
    return out


def _item_out(
    index: int,
    leaderboard: Leaderboard,
    player: str,
    receipt: Receipt,
    season_by_id: Callable[[int], Season],
) -> BatchItemOut:
    event = receipt.event
    status: Literal["replayed", "accepted"] = "replayed" if receipt.replayed else "accepted"
    item = BatchItemOut(index, status, event.sequence, event.submission_id)
    if receipt.standings:
        out = receipt_out(leaderboard, player, receipt, season_by_id)
        item.entry, item.other_windows = out.entry, out.other_windows
    return item


async def _neighbours(request: AnyRequest, leaderboard: Leaderboard, player: str) -> NeighboursOut:
    read = laurels_of(request).read_ranks
    season = await read.season(leaderboard)
    try:
        row = await read.entry(leaderboard, season, player)
    except NotFound:  # taken off since: the score is kept all the same
        return NeighboursOut([], [])
    position = row.ranked.position
    start = max(0, position - NEIGHBOURS)
    page = await read.page(season, start, position - start + 1 + NEIGHBOURS)
    above: list[Any] = [entry_out(leaderboard, r) for r in page.rows[: position - start]]
    below: list[Any] = [entry_out(leaderboard, r) for r in page.rows[position - start + 1 :]]
    return NeighboursOut(above, below)


ROUTES = [submit_score, submit_batch]
