"""What it takes to serve so many players, worked out from the costs that `make bench-scale` has
measured: `python -m benchmarks.model`.

    python -m benchmarks.model --players 5000000 --games 25 --vcpu-hour 0.05

Every assumption and every price is an option; `--help` names them with their defaults. The page
`docs/explanation/scale.md` holds what it prints without any, and explains it.
"""

import argparse
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.live import report as live_report
from benchmarks.report import markdown_table
from benchmarks.results import Report
from benchmarks.scale import report as scale_report
from benchmarks.scale.ceiling import GROUPS, name_of
from benchmarks.scale.report import ONE
from benchmarks.scale.servers import API, POSTGRESQL, REDIS
from benchmarks.subjects import around, submit, top

DAY, MONTH_HOURS = 86_400, 730
GIB = 2**30
PLAYERS = (5_000_000, 50_000_000, 500_000_000)
SHARDS = (1, 4, 16)
TITLES = {1: ONE, 4: f"{ONE}, 4 shards", 16: f"{ONE}, 16 shards"}
CROWD = "10,000 clients, top 10"
Rows = list[tuple[str, ...]]


class Assumed(NamedTuple):
    """What is not measured; every one an option."""

    games: float = 10  # scores of a player a day
    peak: float = 3  # the busiest second to the day's mean
    arounds: float = 1  # looks at those around oneself, for a score
    tops: float = 0.2  # looks at the top 100, for a score
    watching: float = 0.001  # of the day's players, at once, at the peak
    ever: float = 4  # players who have an entry, for one of a day
    keep_days: float = 365  # events are kept
    busy: float = 0.6  # of a core or of a node's memory, at the peak; the rest is headroom
    copies: float = 2  # of PostgreSQL and Redis: one serves, one stands by
    node_cores: float = 8  # of a machine for API processes
    node_gib: float = 64  # memory of the largest node for Redis
    volume_tib: float = 64  # of the largest disk for PostgreSQL
    vcpu_hour: float = 0.035
    gib_hour: float = 0.0045  # of memory
    ssd_gib_month: float = 0.10
    egress_gib: float = 0.05


class Costs(NamedTuple):
    """What was measured, for one window and a submission id with each score."""

    submit: dict[int, dict[str, float]]  # by shards: µs of each part
    around: dict[int, dict[str, float]]
    top: dict[int, dict[str, float]]
    wal: float  # bytes a score
    event: float  # bytes of PostgreSQL a score: event, id, first answer
    entry: float  # bytes of PostgreSQL a player who has an entry
    redis: float  # bytes a player who has an entry
    sent: float  # bytes of the answers to a score and the looks at a rank and a page: by subject
    sent_around: float
    sent_top: float
    row_us: float  # that the journal's row is held for a score, in full groups
    group_us: float  # and for a group, whatever its size
    message_us: float
    messages: float  # a second, a watcher


class Need(NamedTuple):
    """What so many players a day take."""

    players: int
    scores: float  # a second, at the peak, over all data sets
    data_sets: int
    shards: int  # of each data set
    api: float  # cores, over all data sets, as the rest
    postgres: float
    redis: float
    commits: float  # a second, of each data set
    wal_day: float  # bytes
    events: float  # bytes, after `keep_days`
    entries: float  # bytes of PostgreSQL, entries and players
    redis_bytes: float
    egress_day: float  # bytes
    money: dict[str, float]  # a month


def costs_of(report: Report, live: live_report.LiveReport) -> Costs:
    """From the results of `make bench-scale` and `make bench-live`."""
    players = report.figures[0].players

    def split(subject: str) -> dict[int, dict[str, float]]:
        found = {n: report.find(subject, players, who=TITLES[n]) for n in SHARDS}
        return {n: figures.split_us for n, figures in found.items() if figures is not None}

    def fact(name: str) -> float:
        return report.facts[name]

    one = report.find(submit.SUBJECT.title, players, who=ONE)
    assert one is not None
    small, full = min(GROUPS), max(GROUPS)
    row_us, small_us = fact(name_of(full)), fact(name_of(small))
    crowd = next(case for case in live.cases if case["title"] == CROWD)
    stored = [fact(f"stored bytes, {name}") for name in ("event", "submission id", "answer")]
    answer = "answer bytes, {}".format
    return Costs(
        split(submit.SUBJECT.title),
        split(around.SUBJECT.title),
        split(top.CHANGING.title),
        one.counts["WAL bytes"],
        sum(stored),
        fact("stored bytes, entry") + fact("stored bytes, player"),
        fact("Redis bytes a player, 1 shard"),
        fact(answer(submit.SUBJECT.title)),
        fact(answer(around.SUBJECT.title)),
        fact(answer(top.SUBJECT.title)),
        row_us,
        max(0.0, small_us - row_us) * small,
        live_report.middle(crowd, "message_us"),
        live_report.middle(crowd, "messages_a_second") / crowd["clients"],
    )


def for_a_score(costs: Costs, assumed: Assumed, part: str, shards: int) -> float:
    """Microseconds of a part, with the looks that go with a score."""
    return (
        costs.submit[shards][part]
        + assumed.arounds * costs.around[shards][part]
        + assumed.tops * costs.top[shards][part]
    )


def ceilings(costs: Costs, assumed: Assumed) -> dict[str, float]:
    """What breaks, and at how many daily players in one data set; what comes first is first."""
    a = assumed
    per_player = a.games * a.peak / DAY  # scores a second at the peak, for a daily player
    found = {
        "appends, one after the other through one row of PostgreSQL":
            a.busy * 1e6 / costs.row_us / per_player,
        **{
            f"the cores of Redis with {n} shard{'s' if n > 1 else ''} on a node each":
                a.busy * n * 1e6 / for_a_score(costs, a, REDIS, n) / per_player
            for n in costs.submit
        },
        f"memory of one Redis of {a.node_gib:g} GiB":
            a.busy * a.node_gib * GIB / (a.ever * costs.redis),
        f"a disk of {a.volume_tib:g} TiB with events of {a.keep_days:g} days":
            a.volume_tib * 2**40 / (a.games * a.keep_days * costs.event + a.ever * costs.entry),
    }  # fmt: skip
    return dict(sorted(found.items(), key=lambda one: one[1]))


def need(players: int, costs: Costs, assumed: Assumed) -> Need:
    """What `players` a day take, by the number of shards and of data sets that costs least."""
    possible = [_need(players, shards, costs, assumed) for shards in costs.submit]
    return min(possible, key=lambda found: sum(found.money.values()))


def _need(players: int, shards: int, costs: Costs, assumed: Assumed) -> Need:
    a = assumed
    scores = players * a.games * a.peak / DAY
    data_sets = max(
        math.ceil(scores * costs.row_us / 1e6 / a.busy),
        math.ceil(scores * for_a_score(costs, a, REDIS, shards) / shards / 1e6 / a.busy),
        math.ceil(players * a.ever * costs.redis / shards / GIB / a.busy / a.node_gib),
    )
    watched = players * a.watching * costs.messages * costs.message_us
    cores = {
        part: scores * for_a_score(costs, a, part, shards) / 1e6 / a.busy
        for part in (API, POSTGRESQL, REDIS)
    }
    each = scores / data_sets
    room = 1e6 - each * costs.row_us  # µs of a second that are left for the groups themselves
    commits = min(each, room / costs.group_us) if costs.group_us else each
    day = players * a.games
    sent = costs.sent + a.arounds * costs.sent_around + a.tops * costs.sent_top
    found = Need(
        players, scores, data_sets, shards, cores[API] + watched / 1e6 / a.busy,
        cores[POSTGRESQL], cores[REDIS], commits, day * costs.wal,
        day * a.keep_days * costs.event, players * a.ever * costs.entry,
        players * a.ever * costs.redis, day * sent, {},
    )  # fmt: skip
    return found._replace(money=_money(found, a))


def _money(found: Need, assumed: Assumed) -> dict[str, float]:
    """A month, by what it is for. Two cores at least of everything that must not stand still."""
    a = assumed

    def machines(cores: float, gib: float) -> float:
        return MONTH_HOURS * (cores * a.vcpu_hour + gib * a.gib_hour)

    api = max(2 * found.data_sets, math.ceil(found.api))
    postgres = found.data_sets * max(2, math.ceil(found.postgres / found.data_sets))
    memory = max(8 * found.data_sets, found.entries / GIB)  # holds all entries and players
    nodes = found.data_sets * found.shards
    redis_memory = found.redis_bytes / GIB / a.busy
    disk = (found.events + found.entries) / GIB
    return {
        "API": machines(api, 2 * api),
        "PostgreSQL": a.copies * machines(postgres, memory),
        "its disks": a.copies * disk * a.ssd_gib_month,
        "Redis": a.copies * machines(2 * nodes, max(2 * nodes, redis_memory)),
        "traffic": found.egress_day * 30 / GIB * a.egress_gib,
    }


def need_table(found: Sequence[Need], assumed: Assumed) -> list[str]:
    """What each number of players takes, a column each."""
    lines: Rows = [
        ("scores a second at the peak", *[f"{n.scores:,.0f}" for n in found]),
        ("data sets (a PostgreSQL and a Redis each)", *[f"{n.data_sets}" for n in found]),
        ("API: processes, a core each", *[f"{_at_least(n.api, 2, n):,}" for n in found]),
        (f"on machines of {assumed.node_cores:g} cores, shared by the data sets",
         *[f"{_machines(n, assumed):,}" for n in found]),
        ("PostgreSQL: cores of each", *[f"{_each(n.postgres, n)}" for n in found]),
        ("commits a second of each, at most", *[f"{n.commits:,.0f}" for n in found]),
        ("log of PostgreSQL a day, all", *[_size(n.wal_day) for n in found]),
        (f"disk after {assumed.keep_days:g} days, all, one copy",
         *[_size(n.events + n.entries) for n in found]),
        ("Redis: shards of each, a node each", *[f"{n.shards}" for n in found]),
        ("memory of a node of Redis",
         *[_size(n.redis_bytes / n.data_sets / n.shards / assumed.busy) for n in found]),
        ("answers sent at the peak",
         *[f"{n.egress_day / DAY * assumed.peak * 8 / 1e9:,.2f} Gbit/s" for n in found]),
        ("answers sent a day", *[_size(n.egress_day) for n in found]),
        *[(f"{what}, a month", *[f"${n.money[what]:,.0f}" for n in found])
          for what in found[0].money],
        ("all, a month", *[f"${sum(n.money.values()):,.0f}" for n in found]),
        ("for 1,000 daily players, a month",
         *[f"${sum(n.money.values()) / n.players * 1000:,.2f}" for n in found]),
    ]  # fmt: skip
    return markdown_table(("daily players", *[f"{n.players:,}" for n in found]), lines)


def ceiling_table(costs: Costs, assumed: Assumed) -> list[str]:
    """What breaks first, in one data set."""
    per_player = assumed.games * assumed.peak / DAY
    rows = [
        (what, f"{_round(players):,}", f"{_round(players * per_player):,}")
        for what, players in ceilings(costs, assumed).items()
    ]
    return markdown_table(
        ("what breaks, in one data set", "daily players", "scores a second"), rows
    )


def assumed_table(assumed: Assumed) -> list[str]:
    """The assumptions, with the options that change them."""
    rows = [(f"`--{_option(name)}`", f"{value:g}", MEANING[name])
            for name, value in assumed._asdict().items()]  # fmt: skip
    return markdown_table(("option", "is", "meaning"), rows)


def _machines(found: Need, assumed: Assumed) -> int:
    """Two at least, since one may fail; data sets share them."""
    return max(2, math.ceil(_at_least(found.api, 2, found) / assumed.node_cores))


def _each(cores: float, found: Need) -> int:
    return max(2, math.ceil(cores / found.data_sets))


def _at_least(cores: float, least: int, found: Need) -> int:
    return max(least * found.data_sets, math.ceil(cores))


def _size(size: float) -> str:
    """Three digits and a unit."""
    value, units = size / 2**20, ["MiB", "GiB", "TiB", "PiB"]
    while value >= 999.5 and len(units) > 1:
        value /= 1024
        units.pop(0)
    return f"{value:.3g} {units[0]}"


def _round(value: float) -> int:
    """Two digits: no more is known."""
    digits = max(0, int(math.log10(max(value, 1))) - 1)
    return int(round(value / 10**digits) * 10**digits)


def _option(name: str) -> str:
    return name.replace("_", "-")


MEANING = {
    "games": "scores of a player a day",
    "peak": "the busiest second to the day's mean",
    "arounds": "looks at those around oneself, for a score",
    "tops": "looks at the top 100 while it changes, for a score",
    "watching": "of the day's players watch live at once, at the peak",
    "ever": "players who have an entry, for one of a day",
    "keep_days": "days that events are kept on PostgreSQL's disk",
    "busy": "of a core, or of a node's memory, that is used at the peak",
    "copies": "PostgreSQL and Redis: one that serves, and one that stands by",
    "node_cores": "cores of a machine for API processes",
    "node_gib": "GiB of memory of the largest node for Redis",
    "volume_tib": "TiB of the largest disk for PostgreSQL",
    "vcpu_hour": "$ for an hour of a virtual core",
    "gib_hour": "$ for an hour of a GiB of memory",
    "ssd_gib_month": "$ for a month of a GiB of SSD",
    "egress_gib": "$ for a GiB sent to the internet",
}


def main() -> None:
    """Print it."""
    parser = argparse.ArgumentParser(description="What it takes to serve so many players.")
    parser.add_argument("--players", type=int, nargs="+", default=PLAYERS, help="daily ones")
    parser.add_argument("--results", type=Path, default=None, help="of make bench-scale")
    for name, value in Assumed()._asdict().items():
        parser.add_argument(f"--{_option(name)}", type=float, default=value,
                            help=f"{MEANING[name]} ({value:g})")  # fmt: skip
    options = parser.parse_args()
    assumed = Assumed(**{name: getattr(options, name) for name in Assumed._fields})
    costs = costs_of(scale_report.load(options.results or scale_report.newest()), newest_live())
    print("\n".join(need_table([need(n, costs, assumed) for n in options.players], assumed)))
    print("\n".join(ceiling_table(costs, assumed)))


def newest_live() -> live_report.LiveReport:
    """Of `make bench-live`."""
    path = live_report.newest()
    assert path is not None, "make bench-live has left no results"
    return live_report.load(path)


if __name__ == "__main__":
    main()
