"""Where imported scores go: into this process, or to a server over HTTP."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import httpx
import msgspec

from laurels.ports.score_rows import Taken
from laurels.rules.errors import LaurelsError, LeaderboardNotFound, Unavailable
from laurels.rules.instant import to_text
from laurels.rules.leaderboard import Column, Leaderboard
from laurels.rules.score import score_number
from laurels.rules.submission import Kind, Submission
from laurels.usecases.submit_scores import SubmitScores

TIMEOUT_SECONDS = 60
_encode = msgspec.json.Encoder(decimal_format="number").encode


class Direct:
    """Into this process's journal."""

    def __init__(self, submit_scores: SubmitScores) -> None:
        self._submit_scores = submit_scores

    async def send(self, submissions: Sequence[Submission]) -> list[Taken]:
        """One group of the journal."""
        board = submissions[0].leaderboard
        results = await self._submit_scores.submit(board, submissions, ranked=False)
        return [
            Taken(refusal=result.detail)
            if isinstance(result, LaurelsError)
            else Taken(result.replayed, sequence=result.event.sequence)
            for result in results
        ]


class Http:
    """To a running server. `async with` opens and closes the connection."""

    def __init__(self, url: str, key: str | None) -> None:
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._url = url.rstrip("/")
        self._client = httpx.AsyncClient(
            base_url=f"{self._url}/api/v1/", headers=headers, timeout=TIMEOUT_SECONDS
        )

    async def __aenter__(self) -> "Http":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def leaderboard(self, id: str) -> Leaderboard:
        """What the server's leaderboard takes. LeaderboardNotFound where it has none."""
        answer = await self._ask("GET", f"leaderboards/{id}")
        if answer.status_code == httpx.codes.NOT_FOUND:
            raise LeaderboardNotFound(id)
        return _leaderboard(_json(answer))

    async def create(self, board: Leaderboard) -> Leaderboard:
        """Make a leaderboard on the server."""
        columns = [
            {"name": c.name, "order": c.order.value, "decimals": c.decimals} for c in board.columns
        ]
        body = {
            "id": board.id,
            "title": board.title,
            "columns": columns,
            "operator": board.operator.value,
            "rank_method": board.rank_method.value,
        }
        return _leaderboard(
            _json(await self._ask("POST", "leaderboards", msgspec.json.encode(body)))
        )

    async def send(self, submissions: Sequence[Submission]) -> list[Taken]:
        """One request. Removals have no place in a batch and are refused."""
        taken = [Taken(refusal=_REMOVAL) if s.kind != Kind.SCORE else Taken() for s in submissions]
        places = [n for n, s in enumerate(submissions) if s.kind == Kind.SCORE]
        if not places:
            return taken
        lines = b"\n".join(_encode(_body(submissions[n])) for n in places)
        path = f"leaderboards/{submissions[0].leaderboard.id}/scores/batch"
        answer = _json(await self._ask("POST", path, lines, "application/x-ndjson"))
        for item in answer["results"]:
            place = places[item["index"]]
            if item["status"] == "rejected":
                taken[place] = Taken(refusal=item["problem"]["detail"])
            else:
                taken[place] = Taken(replayed=item["status"] == "replayed")
        return taken

    async def _ask(
        self, method: str, path: str, body: bytes | None = None, type: str = "application/json"
    ) -> httpx.Response:
        headers = {"Content-Type": type} if body is not None else {}
        try:
            return await self._client.request(method, path, content=body, headers=headers)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable(
                f"No answer from {self._url} ({error or error.__class__.__name__}). "
                "Is the server up? Begin again: nothing counts twice."
            ) from None


_REMOVAL = "Removals are imported only into a data set that no server holds."


def _body(submission: Submission) -> dict[str, Any]:
    columns = submission.leaderboard.columns
    scores = {
        c.name: score_number(v, c.decimals) for c, v in zip(columns, submission.values, strict=True)
    }
    body: dict[str, Any] = {"player": submission.player, "submission_id": submission.submission_id}
    body["score"] = scores if len(columns) > 1 else scores[columns[0].name]
    if submission.played_at is not None:
        body["played_at"] = to_text(submission.played_at)
    if submission.details:
        body |= msgspec.json.decode(submission.details)
    return body


def _leaderboard(answer: dict[str, Any]) -> Leaderboard:
    columns = msgspec.convert(answer["columns"], tuple[Column, ...])
    # The server checks limits itself, so none are needed here.
    return replace(Leaderboard(answer["id"], answer["title"]), columns=columns)


def _json(answer: httpx.Response) -> Any:
    """The body of a good answer. LaurelsError with the server's sentence otherwise."""
    try:
        body = msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        body = {}
    if answer.is_success:
        return body
    detail = body.get("detail") if isinstance(body, dict) else None
    hint = " Give a key with --key." if answer.status_code in (401, 403) else ""
    raise LaurelsError(f"The server answered {answer.status_code}: {detail or 'no reason'}{hint}")
