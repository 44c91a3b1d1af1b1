"""Whether a run is worse than the last committed one."""

from benchmarks.compare import LEAST_MARGIN, compare
from benchmarks.results import LAURELS, NO_OP, Report, figures_of, from_json, to_json


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
    (submit,) = compare(report, report)
    assert (submit.name, submit.change, submit.is_worse) == ("submit, one, 1,000", 0, False)


def test_what_lies_beyond_the_noise_is_worse():
    (quiet,) = compare(a_report([100.0] * 3), a_report([107.0] * 3))
    assert quiet.margin == LEAST_MARGIN
    assert quiet.is_worse


def test_what_lies_within_the_noise_is_not():
    (noisy,) = compare(a_report([90.0, 100.0, 110.0]), a_report([107.0] * 3))
    assert round(noisy.margin, 3) == 0.1
    assert not noisy.is_worse


def test_better_is_not_worse():
    (better,) = compare(a_report([100.0] * 3), a_report([50.0] * 3))
    assert not better.is_worse


def test_rivals_are_not_judged():
    assert compare(a_report([1.0], who="textbook"), a_report([9.0], who="textbook")) == []


def test_seconds_and_bytes_have_a_wide_margin():
    old = a_report([1.0], facts={"rebuild seconds": 10, "rebuild finished": 1})
    for seconds, worse in ((11, False), (12, True)):
        new = a_report([1.0], facts={"rebuild seconds": seconds, "rebuild finished": 0})
        *_, rebuild = compare(old, new)
        assert (rebuild.name, rebuild.is_worse) == ("rebuild seconds", worse)
