"""`python -m benchmarks.scale.page [RESULTS]`: the pictures and tables of the page on scale.

From the newest results of `make bench-scale` unless others are given.
"""

import re
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks import model, stacked_bars
from benchmarks.report import markdown_table
from benchmarks.results import NO_OP, RESULTS, Report
from benchmarks.scale import report as reports
from benchmarks.subjects import around, rank, submit, submit_batch, top

PAGE = Path("docs/explanation/scale.md")
IMAGES = Path("docs/explanation/images")
DRAWN = (submit.SUBJECT, rank.SUBJECT, around.SUBJECT, top.CHANGING)


def write(path: Path) -> None:
    """Draw all, and fill in the tables, from results."""
    report = reports.load(path)
    draw(report)
    text = filled(PAGE.read_text(encoding="utf-8"), tables(report, path))
    PAGE.write_text(text, encoding="utf-8")


def tables(report: Report, path: Path) -> dict[str, list[str]]:
    """What stands between the markers of the page, by name."""
    assumed = model.Assumed()
    costs = model.costs_of(report, model.newest_live())
    found = [model.need(players, costs, assumed) for players in model.PLAYERS]
    where = f"; [all figures](../../benchmarks/results/{path.stem}.md)" * (path.parent == RESULTS)
    cores = report.machine["Cores"].replace(",", " cores,", 1)
    load = f"{report.machine['Load before']} before and {report.machine['Load after']} after"
    return {
        "scale-targets": markdown_table(reports.TARGETS, reports.target_rows(report)),
        "scale-costs": markdown_table(("µs of CPU", *_stages(report)), _cost_rows(report)),
        "scale-loading": _loading(report),
        "scale-source": [f"Measured {report.date} on {cores}, at a load of {load}{where}."],
        "model": model.need_table(found, assumed),
        "ceilings": model.ceiling_table(costs, assumed),
        "assumed": model.assumed_table(assumed),
    }


def filled(text: str, tables: Mapping[str, list[str]]) -> str:
    """A page with the tables between its markers."""
    for name, lines in tables.items():
        marked = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
        inside = "\n".join(lines).strip()
        text = marked.sub(lambda found, inside=inside: f"{found[1]}{inside}\n{found[2]}", text)  # type: ignore[misc]
    return text


def draw(report: Report) -> None:
    """The pictures."""
    groups = {
        subject.title: {
            figures.who: figures.split_us
            for figures in report.figures
            if figures.subject == subject.title
        }
        for subject in DRAWN
    }
    subtitle = f"µs of all processes of each, {report.figures[0].players:,} players, 64 clients"
    stacked_bars.draw(IMAGES / "scale-costs.svg", "CPU of an operation", subtitle, groups)
    assumed = model.Assumed()
    costs = model.costs_of(report, model.newest_live())
    found = [model.need(players, costs, assumed) for players in model.PLAYERS]
    money = {"": {f"{n.players:,} a day": n.money for n in found}}
    stacked_bars.draw(
        IMAGES / "scale-money.svg", "What the money goes to",
        "by daily players; behind each bar, $ a month", money, "${:,.0f}", of_each=True,
    )  # fmt: skip


def _stages(report: Report) -> list[str]:
    return list(dict.fromkeys(figures.who for figures in report.figures))


def _loading(report: Report) -> list[str]:
    """What an empty Redis takes until the first process answers, and what it then holds."""
    rows = []
    for shards in model.SHARDS:
        name = f"{shards} shard{'s' if shards > 1 else ''}"
        if (seconds := report.facts.get(f"start seconds, empty Redis, {name}")) is not None:
            held = report.facts[f"Redis bytes a player, {name}"]
            rows.append((name, f"{seconds:.1f} s", f"{held:.0f}"))
    full = report.facts["start seconds, full Redis"]
    rows.append(("a full Redis", f"{full:.1f} s", ""))
    return markdown_table(("a start on", "until it answers", "bytes of Redis a player"), rows)


def _cost_rows(report: Report) -> list[list[str]]:
    """A line for each operation: API + PostgreSQL + Redis of each stage."""
    rows = []
    for subject in (*DRAWN, top.SUBJECT, submit_batch.THOUSAND):
        found = {f.who: f for f in report.figures if f.subject == subject.title != NO_OP}
        split = [found[who].split_us.values() for who in _stages(report)]
        rows.append([subject.title, *[" + ".join(f"{us:,.0f}" for us in one) for one in split]])
    return rows


if __name__ == "__main__":
    write(Path(sys.argv[1]) if sys.argv[1:] else reports.newest())
