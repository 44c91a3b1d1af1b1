"""Whether a run has reached what Laurels sets out to reach."""

import pytest

from benchmarks import report as reports
from benchmarks import targets
from benchmarks.results import LAURELS, NO_OP, Figures, Report
from benchmarks.subjects import rank, submit


def figures(subject: str, cpu_us: float, no_op_us: float, players: int = 1_000_000) -> Figures:
    ratio = cpu_us / no_op_us
    return Figures(
        LAURELS, subject, "one", players, 1, 1, 1, cpu_us, ratio, [cpu_us], [ratio], {"": cpu_us}
    )


def a_report(*measured: Figures, **facts: float) -> Report:
    named = {name.replace("_", " "): value for name, value in facts.items()}
    return Report("2026-11-21", {}, {"rounds": 1, "seconds": 1, "warm_up_seconds": 1}, [*measured],
                  named)  # fmt: skip


def met(report: Report, operation: str) -> str:
    return next(row.met for row in targets.rows(report) if row.operation.startswith(operation))


@pytest.mark.parametrize(
    ("cpu_us", "no_op_us", "outcome"),
    [(40, 18, targets.YES), (60, 27, targets.BY_RATIO), (60, 18, targets.NO)],
)
def test_a_read_is_met_by_figure_or_by_ratio(cpu_us: float, no_op_us: float, outcome: str):
    assert met(a_report(figures(rank.SUBJECT.title, cpu_us, no_op_us)), "rank") == outcome


def test_a_submit_must_hold_its_ratio_as_well():
    assert met(a_report(figures(submit.SUBJECT.title, 89, 17)), "submit, one") == targets.NO


def test_growth_compares_ten_million_players_with_ten_thousand():
    small = figures(submit.SUBJECT.title, 80, 20, 10_000)
    assert met(a_report(small), "submit at 10,000,000") == targets.UNKNOWN
    for cpu_us, outcome in ((128, targets.YES), (130, targets.NO)):
        large = figures(submit.SUBJECT.title, cpu_us, 20, 10_000_000)
        assert met(a_report(small, large), "submit at 10,000,000") == outcome


def test_memory_that_grows_is_not_flat():
    facts = {"populate_seconds": 80, "populate_finished": 1, "populate_peak_MB": 300}
    for growth, outcome in ((0.05, targets.YES), (0.5, targets.NO)):
        report = a_report(**facts, populate_growth_in_the_second_half=growth)
        assert met(report, "populate") == outcome


def test_what_was_stopped_is_not_met():
    report = a_report(rebuild_seconds=20, rebuild_finished=0)
    assert met(report, "rebuild") == targets.NO


def test_the_markdown_holds_every_target(tmp_path):
    path = reports.save(a_report(figures(NO_OP, 20, 20)), tmp_path / "run.json")
    text = path.with_suffix(".md").read_text()
    assert all(f"| {row.operation} |" in text for row in targets.rows(a_report()))
