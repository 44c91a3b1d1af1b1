"""Whether a run is worse than the last committed one."""

import pytest

from benchmarks.compare import LEAST_MARGIN, NO_OP_MARGIN, Compared, compare, newest_of
from benchmarks.results import LAURELS, NO_OP, RESULTS, Report, figures_of, from_json, to_json


def a_report(cpu: list[float], *, who: str = LAURELS, facts: dict[str, float] | None = None):
    rounds = [
        {"per_second": 1.0, "p50_ms": 1.0, "p99_ms": 2.0, "no_op_us": 20.0, "split_us": {"a": used}}
        for used in cpu
    ]
    figures = [figures_of(who, name, "one", 1_000, rounds) for name in (NO_OP, "submit")]
    return Report("2026-11-21", {}, {}, figures, facts or {})


def test_a_report_comes_back_from_its_json():
    report = a_report([90.0, 100.0, 110.0], facts={"start seconds, 10000": 1.5})
    assert from_json(to_json(report)) == report


def test_the_same_figures_are_not_worse():
    report = a_report([90.0, 100.0, 110.0])
    for same in compare(report, report):
        assert (same.change, same.is_worse) == (0, False)


def test_a_dearer_no_op_is_worse_however_the_ratios_look():
    for share, worse in ((NO_OP_MARGIN - 0.01, False), (NO_OP_MARGIN + 0.01, True)):
        no_op, _ = compare(a_report([20.0]), a_report([20.0 * (1 + share)]))
        assert (no_op.name, no_op.is_worse) == ("no-op route, one, 1,000, µs", worse)


def test_what_lies_beyond_the_noise_is_worse():
    _, quiet = compare(a_report([100.0] * 3), a_report([107.0] * 3))
    assert quiet.margin == LEAST_MARGIN
    assert quiet.is_worse


def test_what_lies_within_the_noise_is_not():
    _, noisy = compare(a_report([90.0, 100.0, 110.0]), a_report([107.0] * 3))
    assert round(noisy.margin, 3) == 0.1
    assert not noisy.is_worse


def test_better_is_not_worse():
    _, better = compare(a_report([100.0] * 3), a_report([50.0] * 3))
    assert not better.is_worse


def test_rivals_are_not_judged():
    assert compare(a_report([1.0], who="textbook"), a_report([9.0], who="textbook")) == []


def test_seconds_and_bytes_have_a_wide_margin():
    old = a_report([1.0], facts={"rebuild seconds": 10, "rebuild finished": 1})
    for seconds, worse in ((11, False), (12, True)):
        new = a_report([1.0], facts={"rebuild seconds": seconds, "rebuild finished": 0})
        assert of_name(compare(old, new), "rebuild seconds").is_worse == worse


@pytest.mark.parametrize(
    ("fact", "old", "as_good", "worse"),
    [
        ("steady submit p99 ms", 4.0, 5.9, 6.1),
        ("rebuild finished", 1.0, 1.0, 0.0),
        ("populate growth in the second half", 0.0, 0.09, 0.11),
        ("populate peak MB", 300.0, 340.0, 350.0),
    ],
)
def test_every_fact_that_can_be_worse_is_judged(fact, old, as_good, worse):
    before = a_report([1.0], facts={fact: old})
    for value, expected in ((as_good, False), (worse, True)):
        after = a_report([1.0], facts={fact: value})
        assert of_name(compare(before, after), fact).is_worse == expected


def test_a_number_of_players_is_not_judged():
    report = a_report([1.0], facts={"players of commands": 10_000})
    assert len(compare(report, report)) == 2  # the loads


def test_the_newest_results_are_no_profile():
    lines = [
        " M benchmarks/results/2026-11-20-embedded.json",
        "?? benchmarks/results/2026-11-21-embedded.json",
        " M benchmarks/results/2026-11-21-embedded.md",
        " D benchmarks/results/2026-11-22-embedded.json",
        " M benchmarks/results/profile/submit.json",
    ]
    assert newest_of(lines) == RESULTS / "2026-11-21-embedded.json"
    assert newest_of(lines[-1:]) is None


def of_name(compared: list[Compared], name: str) -> Compared:
    return next(one for one in compared if one.name.startswith(name))
