"""Fastest laps of every session since 1950: ascending boards, least time first.

Data: F1DB, https://github.com/f1db/f1db, CC BY 4.0.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx

from tests.realdata.boards import Board
from tests.realdata.data import Session, sessions

CLIENTS = 4
UNIQUE = {"fl": 16_989, "fp1": 15_615, "fp2": 15_330, "fp3": 8_546}
RIGHT = UNIQUE | {"fl": 16_970}  # the source itself misplaces 19 times, 18 of them in 2025


def test_lap_times_rank_as_the_official_boards_say(client: httpx.Client) -> None:
    counted: Counter[str] = Counter()
    boards = list(sessions())

    with ThreadPoolExecutor(CLIENTS) as pool:  # nearly 9,000 calls, each with a commit to wait for
        for session, ranks in zip(boards, pool.map(partial(_ranks, client), boards), strict=True):
            counted += _compare(ranks, session)

    assert counted == {
        **{f"unique {name}": count for name, count in UNIQUE.items()},
        **{f"right {name}": count for name, count in RIGHT.items()},
        "equal": 300,
        "equal in their block": 300,
    }


def _ranks(client: httpx.Client, session: Session) -> dict[str, int]:
    """Ranks of a board that got the session's laps slowest first."""
    board = Board(client, session.name, columns=[{"name": "time_ms", "order": "ascending"}])
    board.submit([{"player": driver, "score": time} for _, driver, time in session.laps[::-1]])
    return {entry["player"]: entry["rank"] for entry in board.entries()}


def _compare(ranks: dict[str, int], session: Session) -> Counter[str]:
    counted: Counter[str] = Counter()
    kind = session.name.rpartition("-")[2]
    drivers_of = Counter(time for _, _, time in session.laps)
    for position, driver, time in session.laps:
        block = range(ranks[driver], ranks[driver] + drivers_of[time])
        if len(block) == 1:
            counted[f"unique {kind}"] += 1
            counted[f"right {kind}"] += position in block
        else:
            counted["equal"] += 1
            counted["equal in their block"] += position in block
    return counted
