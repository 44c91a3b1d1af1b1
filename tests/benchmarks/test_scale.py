"""The scale-out profile under load: what is filled, and what a run keeps."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.measure import Effort
from benchmarks.results import NO_OP, Figures, Report
from benchmarks.scale import report as reports
from benchmarks.scale.__main__ import SUBJECTS, Stage, run
from benchmarks.scale.prepare import fill
from benchmarks.scale.servers import API, POSTGRESQL, REDIS, environment
from benchmarks.subjects import submit
from laurels.settings import Settings
from tests.postgres_server import environment as told
from tests.postgres_server import postgres
from tests.redis_server import redis_server


def a_report(api: float, postgres: float, redis: float) -> Report:
    split = {API: api, POSTGRESQL: postgres, REDIS: redis}
    counts = {"transactions": 0.02, "WAL bytes": 700.0, "Redis commands": 10.0}
    figures = [
        Figures("1 process", subject, "one", 1_000_000, 1, 1, 1, sum(split.values()), 1, [1], [1],
                split, counts)
        for subject in (NO_OP, submit.SUBJECT.title)
    ]  # fmt: skip
    return Report("2026-11-27", {"Cores": "2"}, {"rounds": 3, "seconds": 3, "warm_up_seconds": 2},
                  figures, {"start seconds": 20.0})  # fmt: skip


def test_a_prepared_database_is_clean(tmp_path: Path) -> None:
    server, redis = postgres(18), redis_server("wheel")
    url = server.new_database()
    named = environment(url, redis, 1)
    given = {name.removeprefix("LAURELS_").lower(): value for name, value in named.items()}
    fill(Settings(data=str(tmp_path), **given | {"redis_shards": 1}), 100)  # type: ignore[arg-type]
    redis.ask("FLUSHALL")

    command = [sys.executable, "-m", "laurels", "check"]
    where = told(url, tmp_path) | {"LAURELS_REDIS_URL": redis.url}
    checked = subprocess.run(command, check=True, capture_output=True, text=True, env=where)

    assert "All clean" in checked.stdout
    server.drop(url)


def test_two_processes_are_measured_part_by_part(tmp_path: Path) -> None:
    report = run(tmp_path, 500, Effort(0.1, 0.3, 1), [Stage(2, 4)], lambda doing: None)

    assert [f.subject for f in report.figures] == [NO_OP, *(s.title for s in SUBJECTS)]
    found = report.find(submit.SUBJECT.title, 500, who="2 processes, 4 shards")
    assert found is not None
    assert found.split_us[API] > 1
    for part in (POSTGRESQL, REDIS):  # told in steps of 10 ms, which one subject may not reach
        assert sum(figures.split_us[part] for figures in report.figures) > 1
    assert found.counts["WAL bytes"] > 100
    assert 0 < found.counts["transactions"] < 1
    assert report.facts["stored bytes, event"] > 50
    path = reports.save(report, tmp_path / "run.json")
    assert reports.load(path).figures[0].subject == NO_OP
    assert "## 2 processes, 4 shards" in path.with_suffix(".md").read_text()


@pytest.mark.parametrize(
    ("costs", "met"),
    [((110, 25, 20), ["yes"] * 3), ((110.1, 25.1, 20.1), ["no"] * 3)],
)
def test_targets_are_of_each_part(costs: tuple[float, float, float], met: list[str]) -> None:
    assert [row[-1] for row in reports.target_rows(a_report(*costs))] == met
