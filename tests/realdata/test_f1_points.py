"""Formula 1 championships, sent round by round, against the official standings.

Data: F1DB, https://github.com/f1db/f1db, CC BY 4.0.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

import httpx

from tests.realdata.boards import Board
from tests.realdata.data import Round, rounds

DISQUALIFIED = "DSQ"  # Michael Schumacher, 1997: he kept his points and lost his place


def test_every_round_ends_as_the_official_standings_say(client: httpx.Client) -> None:
    counted: Counter[str] = Counter()

    for season, season_rounds in groupby(rounds(), attrgetter("season")):
        board = _championship(client, season)
        for grand_prix in season_rounds:
            board.submit(grand_prix.scores)
            counted += _compare_points(board.entries(), grand_prix)
            for driver in _disqualified(grand_prix):
                board.remove(driver)
            counted += _compare_ranks(board.entries(), grand_prix)

    assert counted == {
        "rows": 13_384,
        "rows with a unique total": 8_030,
        "blocks of equal points": 9_765,
    }


def test_a_championship_that_is_sent_twice_counts_once(client: httpx.Client) -> None:
    scores = [score for prix in rounds() if prix.season == 2021 for score in prix.scores]
    board = _championship(client, 2021, "f1-2021-twice")
    once = board.submit(scores)
    standings = board.entries()

    again = board.submit(scores)

    assert once == {"accepted": 500, "replayed": 0}
    assert again == {"accepted": 0, "replayed": 500}
    assert board.entries() == standings


def _championship(client: httpx.Client, season: int, id: str | None = None) -> Board:
    columns = [{"name": "points", "decimals": 2}]
    return Board(client, id or f"f1-{season}", operator="sum", columns=columns)


def _compare_points(entries: list[dict[str, Any]], grand_prix: Round) -> dict[str, int]:
    """Every official row has its points, and who has no official row has none."""
    points = {entry["player"]: entry["score"] for entry in entries}
    official = {driver: total for driver, total, _ in grand_prix.standings}
    assert official == {driver: points[driver] for driver in official}, grand_prix[:2]
    assert all(points[driver] == 0 for driver in points.keys() - official.keys())
    return Counter({"rows": len(official)})


def _compare_ranks(entries: list[dict[str, Any]], grand_prix: Round) -> dict[str, int]:
    """The rank of equal points is the best official position among them."""
    ranks = {entry["player"]: entry["rank"] for entry in entries}
    counted: Counter[str] = Counter()
    for block in _blocks(grand_prix):
        best = min(position for _, position in block)
        assert {ranks[driver] for driver, _ in block} == {best}, (grand_prix[:2], block)
        counted["rows with a unique total"] += len(block) == 1
        counted["blocks of equal points"] += 1
    return counted


def _blocks(grand_prix: Round) -> Iterator[list[tuple[str, int]]]:
    """Driver and official position of those with equal points, for each total."""
    blocks: defaultdict[Decimal, list[tuple[str, int]]] = defaultdict(list)
    for driver, points, position in grand_prix.standings:
        if position != DISQUALIFIED:
            blocks[points].append((driver, int(position)))
    yield from blocks.values()


def _disqualified(grand_prix: Round) -> list[str]:
    return [driver for driver, _, position in grand_prix.standings if position == DISQUALIFIED]
