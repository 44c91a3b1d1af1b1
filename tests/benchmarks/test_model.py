"""What so many players take, worked out from measured costs, and the page that shows it."""

import re
import subprocess
import sys

import pytest

from benchmarks import model
from benchmarks.model import Assumed, Costs, ceilings, need
from benchmarks.scale import page
from benchmarks.scale import report as reports
from benchmarks.scale.servers import API, POSTGRESQL, REDIS

GIB = 2**30


def parts(api: float, postgres: float, redis: float) -> dict[str, float]:
    return {API: api, POSTGRESQL: postgres, REDIS: redis}


# A score of 100, 40 and 20 µs; looks that cost nothing; four shards double Redis's share.
COSTS = Costs(
    submit={1: parts(100, 40, 20), 4: parts(100, 40, 40)},
    around={1: parts(0, 0, 0), 4: parts(0, 0, 0)},
    top={1: parts(0, 0, 0), 4: parts(0, 0, 0)},
    wal=1000, event=300, entry=200, redis=200, sent=400, sent_around=0, sent_top=0,
    row_us=20, group_us=1000, message_us=10, messages=5,
)  # fmt: skip
ASSUMED = Assumed(games=10, peak=8.64, busy=0.5, watching=0)  # a score a second for 1,000 a day


def test_what_breaks_first_stands_first():
    found = ceilings(COSTS, ASSUMED._replace(keep_days=1))

    appends = "appends, one after the other through one row of PostgreSQL"
    assert list(found)[:2] == [appends, "the cores of Redis with 1 shard on a node each"]
    assert found[appends] == pytest.approx(25_000 * 1000)  # half of 1 s / 20 µs
    assert found["the cores of Redis with 4 shards on a node each"] == pytest.approx(50_000_000)


def test_what_one_data_set_carries_is_one():
    few = need(1_000_000, COSTS, ASSUMED)  # 1,000 scores a second

    assert (few.data_sets, few.shards, few.scores) == (1, 1, 1000)
    assert (few.api, few.postgres, few.redis) == pytest.approx((0.2, 0.08, 0.04))
    assert few.commits == pytest.approx(980)  # 20 ms of each second are the scores'
    assert few.wal_day == 10_000_000 * 1000


def test_what_appends_one_after_the_other_cannot_carry_is_split():
    many = need(100_000_000, COSTS, ASSUMED)  # 100,000 scores a second

    assert many.data_sets == 4
    assert many.scores / many.data_sets * COSTS.row_us / 1e6 <= ASSUMED.busy


def test_shards_are_taken_where_memory_needs_them():
    costs = COSTS._replace(redis=4000, row_us=0.1)
    found = need(2_000_000, costs, ASSUMED._replace(node_gib=24, gib_hour=0.0, copies=2))

    held = found.redis_bytes / found.data_sets / found.shards
    assert held <= ASSUMED.busy * 24 * GIB
    assert found.data_sets * found.shards >= 3


def test_more_of_anything_costs_no_less():
    usual = sum(need(5_000_000, COSTS, ASSUMED).money.values())
    for changed in ({"games": 20}, {"keep_days": 700}, {"watching": 0.01}, {"vcpu_hour": 0.1}):
        assert sum(need(5_000_000, COSTS, ASSUMED._replace(**changed)).money.values()) > usual


def test_every_assumption_has_a_meaning():
    assert list(model.MEANING) == list(Assumed._fields)


def test_the_page_shows_what_the_newest_results_give():
    path = reports.newest()
    tables = page.tables(reports.load(path), path)
    text = page.PAGE.read_text(encoding="utf-8")

    assert page.filled(text, tables) == text
    assert set(re.findall(r"<!-- ([a-z-]+) -->", text)) == set(tables)
    printed = subprocess.run(
        [sys.executable, "-m", "benchmarks.model"], check=True, capture_output=True, text=True
    ).stdout
    for name in ("model", "ceilings"):
        assert "\n".join(tables[name]).strip() in text
        assert "\n".join(tables[name]).strip() in printed


def test_the_command_of_the_page_works_as_printed():
    (command,) = re.findall(r"^python (-m benchmarks.model .*)$", page.PAGE.read_text(), re.M)

    shown = subprocess.run(
        [sys.executable, *command.split()], check=True, capture_output=True, text=True
    ).stdout

    assert "| daily players | 2,000,000 |" in shown
