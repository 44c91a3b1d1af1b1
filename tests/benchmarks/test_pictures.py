"""The pictures are drawn, whole and readable, from what was measured."""

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from benchmarks import plots, profile_picture
from benchmarks.line_chart import draw
from benchmarks.prepare import NAMES
from benchmarks.results import LAURELS, Report, figures_of
from benchmarks.subjects import submit, submit_batch, submit_windows

ROUND = {"per_second": 1.0, "p50_ms": 1.0, "p99_ms": 2.0, "no_op_us": 20.0}


def a_report() -> Report:
    measured = [(LAURELS, submit.SUBJECT.title, "one", players) for players in (10_000, 1_000_000)]
    measured.append(("textbook", submit.SUBJECT.title, "one", 1_000_000))
    measured += [(LAURELS, s.title, "one", 1_000_000) for s in submit_batch.SUBJECTS]
    for subject, board in zip(submit_windows.SUBJECTS, NAMES, strict=True):
        measured.append((LAURELS, subject.title, board, 100_000))
    figures = [figures_of(*who, [ROUND | {"split_us": {"service": 90.0}}]) for who in measured]
    return Report("2026-11-21", {}, {}, figures, {})


def words(picture: Path) -> str:
    return " ".join(ElementTree.parse(picture).getroot().itertext())


def test_every_picture_is_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(plots, "IMAGES", tmp_path)
    report = a_report()
    for picture in (plots.by_players, plots.by_windows, plots.by_batch, plots.rivals):
        assert picture(report), picture.__name__
    assert "Laurels" in words(tmp_path / "rivals.svg")
    assert "10,000" in words(tmp_path / "cost-by-batch.svg")
    assert len(list(tmp_path.iterdir())) == 4


def test_the_cost_by_windows_is_of_one_size():
    titles = {count: subject.title for count, subject in enumerate(submit_windows.SUBJECTS, 1)}
    measured = [(1, 10_000), (3, 10_000), (1, 1_000), (2, 1_000), (5, 1_000)]
    figures = [
        figures_of(LAURELS, titles[count], NAMES[count - 1], players,
                   [ROUND | {"split_us": {"service": 10.0 * count}}])
        for count, players in measured
    ]  # fmt: skip
    players, points = plots.window_points(a_report()._replace(figures=figures))
    assert (players, points) == (1_000, [(1, 10), (2, 20), (5, 50)])


def test_too_little_draws_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(plots, "IMAGES", tmp_path)
    empty = a_report()._replace(figures=[])
    for picture in (plots.by_players, plots.by_windows, plots.by_batch, plots.rivals):
        assert not picture(empty)
    assert not list(tmp_path.iterdir())


def test_every_line_has_its_name_at_its_end(tmp_path):
    lines = {"slow": [(1, 50), (10, 80)], "fast <quick>": [(1, 79), (10, 79)]}
    draw(tmp_path / "lines.svg", "Title", "Subtitle", lines, "things", log_x=True)
    assert all(name in words(tmp_path / "lines.svg") for name in lines)


@pytest.mark.parametrize("part", profile_picture.COLOURS)
def test_a_profile_names_its_parts(tmp_path, part):
    spent = [{"thread": "writer", "part": part, "function": "A.b", "us": 90.0}]
    measured = tmp_path / "profile.json"
    measured.write_text(json.dumps({"players": 10, "cpu_us": 90.0, "spent": spent}))
    assert part in words(profile_picture.draw(measured, tmp_path / "profile.svg"))
