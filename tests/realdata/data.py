"""Real results as tuples, read from a folder beside the project, `../shared/data`, or from
the one that `LAURELS_TEST_DATA` names (which `conftest.py` at the root passes on)."""

import csv
import gzip
import os
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

BESIDE = Path(__file__).parents[3] / "shared" / "data"
DATA = Path(os.environ.get("TEST_DATA", BESIDE))
FIRST_SEASON, LAST_SEASON = 1991, 2026  # before 1991 only the best results counted


class Round(NamedTuple):
    """A Grand Prix: what was scored, and how the championship officially stood after it."""

    season: int
    number: int
    scores: list[dict[str, object]]
    standings: list[tuple[str, Decimal, str]]  # driver, points, official position


class Session(NamedTuple):
    """A session's fastest lap of every driver, best first."""

    name: str
    laps: list[tuple[int, str, int]]  # official position, driver, milliseconds


def is_owed(beside: Path, environ: Mapping[str, str]) -> bool:
    """Whether the results must be there: where a folder is named, and in CI wherever there is
    the folder that holds them."""
    return "TEST_DATA" in environ or (environ.get("CI") == "true" and beside.parent.is_dir())


def rounds() -> Iterator[Round]:
    """Every Grand Prix of the seasons that are imported, in order."""
    standings = {key: list(rows) for key, rows in _by_round("standings_after_round.csv.gz")}
    for (season, number), rows in _by_round("events.csv.gz"):
        if FIRST_SEASON <= season <= LAST_SEASON:
            official = [
                (row["driver_id"], Decimal(row["points"]), row["official_position"])
                for row in standings[season, number]
            ]
            yield Round(season, number, [_score(row) for row in rows], official)


def sessions() -> Iterator[Session]:
    """Every session of which lap times are known."""
    rows = _read("f1/lap_time_boards.csv.gz")
    for (season, number, name), laps in groupby(
        rows, lambda row: (row["season"], row["round"], row["session"])
    ):
        yield Session(
            f"{season}-{number}-{name.lower()}",
            [(int(r["official_position"]), r["driver_id"], int(r["time_ms"])) for r in laps],
        )


def goals() -> list[str]:
    """The scorer of each goal of international football, in order; no own goals."""
    rows = _read("football/goals.csv.gz")
    return [r["scorer"] for r in rows if r["own_goal"] == "0" and r["scorer"] != "NA"]


def team_points() -> list[tuple[str, int]]:
    """Team and points (3, 1, 0) of both sides of each international, in order."""
    points = []
    for row in _read("football/results.csv.gz"):
        home, away = int(row["home_score"]), int(row["away_score"])
        points.append((row["home_team"], 3 if home > away else int(home == away)))
        points.append((row["away_team"], 3 if away > home else int(home == away)))
    return points


def _score(row: dict[str, str]) -> dict[str, object]:
    driver, session = row["driver_id"], row["session"]
    return {
        "player": driver,
        "score": Decimal(row["points"]),
        "submission_id": f"{row['season']}-{row['round']}-{session}-{driver}",
        "played_at": row["ts_utc"],
    }


def _by_round(name: str) -> Iterator[tuple[tuple[int, int], Iterator[dict[str, str]]]]:
    yield from groupby(_read(f"f1/{name}"), lambda row: (int(row["season"]), int(row["round"])))


def _read(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)
