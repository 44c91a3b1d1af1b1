"""What Laurels sets out to reach, row by row, and whether a run has reached it.

Targets in microseconds were set where a no-op costs 18 µs of CPU. Where a machine is slower
or busier, the ratio to the no-op of the same run holds better than the absolute figure: such
a row is met "by ratio".
"""

from collections.abc import Callable
from typing import NamedTuple

from benchmarks.results import LAURELS, NO_OP, Figures, Report
from benchmarks.subjects import (
    around,
    not_modified,
    page,
    rank,
    submit,
    submit_batch,
    submit_same_players,
    submit_windows,
    top,
)

NO_OP_US = 18
LARGE = 1_000_000
FLAT = 0.1  # growth of memory that counts as none
SAME = 0.95  # of the rate: what is within the noise is no slower
YES, BY_RATIO, NO, UNKNOWN = "yes", "by ratio", "no", ""


class Row(NamedTuple):
    """One line of the table."""

    operation: str
    target: str
    measured: str
    ratio: str  # to the no-op
    met: str


def rows(report: Report) -> list[Row]:
    """All targets, also those that this run has not measured."""
    players = main_size(report)
    return [
        _submit(report.find(submit.SUBJECT.title, players)),
        _windows(report, players),
        _cpu("rank of a player", 40, report.find(rank.SUBJECT.title, players)),
        _cpu("around a player, 5 each way", 55, report.find(around.SUBJECT.title, players)),
        _cpu("top 100, unchanged", 40, report.find(top.SUBJECT.title, players)),
        _cpu("top 100, changing", 40, report.find(top.CHANGING.title, players)),
        _cpu("page of 100 anywhere", 120, report.find(page.SUBJECT.title, players)),
        _cpu("304 of the top 100", 25, report.find(not_modified.SUBJECT.title, players)),
        _cpu("batch of 1,000, a score", 20, report.find(submit_batch.THOUSAND.title, players)),
        _fact(report, "submit p99 at half the saturation, pages read",
              "steady submit p99 ms", 10, lambda ms: f"{ms:.1f} ms", "10 ms"),
        _same_players(report, players),
        _growth(report),
        _of_size(report, "index entries", 10_000_000, _fact(
            report, "index memory, an entry", "index bytes an entry", 64,
            lambda size: f"{size:.0f} bytes", "64 bytes")),
        *_process(report),
        *_starts(report),
        _of_size(report, "players of commands", LARGE, _populate(report)),
        _of_size(report, "players of commands", LARGE, _fact(
            report, "rebuild of 5,000,000 events", "rebuild seconds", 30,
            lambda seconds: f"{seconds:.0f} s", "30 s")),
    ]  # fmt: skip


def main_size(report: Report) -> int:
    """The size that targets are for, or the largest of a smaller run."""
    sizes = report.sizes()
    return LARGE if LARGE in sizes or not sizes else max(sizes)


def met_in_us(measured: float, limit: float, ratio: float) -> str:
    """Whether a cost is within its limit, or would be where the no-op costs what it should."""
    if measured <= limit:
        return YES
    return BY_RATIO if ratio <= limit / NO_OP_US else NO


def _cpu(operation: str, limit: int, figures: Figures | None) -> Row:
    target = f"{limit} µs"
    if figures is None:
        return Row(operation, target, "", "", UNKNOWN)
    met = met_in_us(figures.cpu_us, limit, figures.ratio)
    return Row(operation, target, f"{figures.cpu_us:.1f} µs", f"{figures.ratio:.1f}", met)


def _submit(figures: Figures | None) -> Row:
    """The one with a limit to its ratio of its own."""
    row = _cpu("submit, one window, both ranks", 90, figures)._replace(target="90 µs and 5 ×")
    if figures is not None and figures.ratio > 5:
        return row._replace(met=NO)
    return row


def _windows(report: Report, players: int) -> Row:
    one = report.find(submit_windows.ONE.title, players)
    three = report.find(submit_windows.THREE.title, players, "three")
    operation, target = "submit, three windows", "25 µs more"
    if one is None or three is None:
        return Row(operation, target, "", "", UNKNOWN)
    more, ratio = three.cpu_us - one.cpu_us, three.ratio - one.ratio
    measured = f"{more:.1f} µs more"
    return Row(operation, target, measured, f"{ratio:.1f} more", met_in_us(more, 25, ratio))


def _same_players(report: Report, players: int) -> Row:
    spread = report.find(submit_same_players.SPREAD.title, players)
    same = report.find(submit_same_players.SAME.title, players)
    operation, target = "64 clients, the same 20 players", "no slower than spread"
    if spread is None or same is None:
        return Row(operation, target, "", "", UNKNOWN)
    share = same.per_second / spread.per_second
    measured = f"{share:.2f} times the rate"
    return Row(operation, target, measured, f"{same.ratio:.1f}", YES if share >= SAME else NO)


def _growth(report: Report) -> Row:
    first = report.find(submit.SUBJECT.title, 10_000)
    last = report.find(submit.SUBJECT.title, 10_000_000)
    operation, target = "submit at 10,000,000 players to 10,000", "1.6 times"
    if first is None or last is None:
        return Row(operation, target, "", "", UNKNOWN)
    times = last.ratio / first.ratio
    return Row(operation, target, f"{times:.2f} times", "", YES if times <= 1.6 else NO)


def _process(report: Report) -> list[Row]:
    operation, target = "process memory, a player", "200 bytes"
    found = [n for n in report.sizes() if n >= LARGE and f"process bytes, {n}" in report.facts]
    if not found:
        return [Row(operation, target, "", "", UNKNOWN)]
    rows = []
    for players in found:
        size = report.facts[f"process bytes, {players}"] / players
        met = YES if size <= 200 else NO
        rows.append(Row(f"{operation}, of {players:,}", target, f"{size:.0f} bytes", "", met))
    return rows


def _starts(report: Report) -> list[Row]:
    return [
        _fact(report, f"start to ready, {players:,} entries", f"start seconds, {players}",
              limit, lambda seconds: f"{seconds:.1f} s", f"{limit} s")
        for players, limit in ((1_000_000, 3), (10_000_000, 40))
    ]  # fmt: skip


def _populate(report: Report) -> Row:
    operation, target = "populate 1,000,000 players, 5,000,000 events", "90 s, flat memory"
    row = _fact(report, operation, "populate seconds", 90, lambda s: f"{s:.0f} s", target)
    if row.met is UNKNOWN:
        return row
    growth = report.facts["populate growth in the second half"]
    peak = report.facts["populate peak MB"]
    measured = f"{row.measured}, {peak:,.0f} MB, grows by {growth:.0%}"
    return row._replace(measured=measured, met=NO if growth > FLAT else row.met)


def _fact(
    report: Report,
    operation: str,
    name: str,
    limit: float,
    tell: Callable[[float], str],
    target: str,
) -> Row:
    value = report.facts.get(name)
    if value is None:
        return Row(operation, target, "", "", UNKNOWN)
    finished = report.facts.get(name.replace("seconds", "finished"), 1.0)
    measured = tell(value) if finished else f"more than {tell(value)}"
    return Row(operation, target, measured, "", YES if finished and value <= limit else NO)


def _of_size(report: Report, name: str, size: int, row: Row) -> Row:
    """The row, which says nothing of its target where less was measured."""
    return row if report.facts.get(name, size) == size else row._replace(met=UNKNOWN)


def no_op_us(report: Report) -> float | None:
    """What the no-op costs in this run."""
    figures = report.find(NO_OP, main_size(report), who=LAURELS)
    return None if figures is None else figures.cpu_us
