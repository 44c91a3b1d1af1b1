"""`python -m benchmarks.compare [RESULTS]`: is anything worse than in the last committed results?

Takes the results that are given, or the newest uncommitted ones, or measures. Judged are
Laurels' own ratios to the no-op, which hold between runs, and the no-op's µs, loosely: it
goes through Laurels' HTTP layer too, and were that slower, the ratios alone would look better.
Exit code 1 where one is worse by more than the noise.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.report import number
from benchmarks.results import ENDING, LAURELS, NO_OP, RESULTS, Figures, Report, from_json
from benchmarks.targets import FLAT

LEAST_MARGIN = 0.05  # what two runs of the same code differ by on a quiet machine
NO_OP_MARGIN = 0.25  # machines wander by so much from day to day
FACTS_MARGIN = 0.15  # seconds and bytes have no no-op to lean on
TAIL_MARGIN = 0.5  # the slowest in a hundred or a thousand are few
SLACK_SECONDS = 0.5  # a share of little is little
UNITS = ("seconds", "bytes", "MB")

PIPE_WIDTH = 110

console = Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_WIDTH)


class Compared(NamedTuple):
    """One figure in two runs; smaller is better."""

    name: str
    old: float
    new: float
    margin: float  # as a share of the old one

    @property
    def change(self) -> float:
        """As a share; above 0 is worse."""
        return self.new / self.old - 1

    @property
    def is_worse(self) -> bool:
        """Beyond the noise."""
        return self.change > self.margin


def compare(old: Report, new: Report) -> list[Compared]:
    """What both runs have measured."""
    before = {_key(f): f for f in old.figures if f.who == LAURELS}
    compared = []
    for figures in new.figures:
        past = before.get(_key(figures))
        if past is not None:
            compared.append(_loads(past, figures))
    both = new.facts.keys() & old.facts
    facts = (_facts(name, old.facts[name], new.facts[name]) for name in both)
    return compared + sorted(one for one in facts if one is not None)


def _loads(old: Figures, new: Figures) -> Compared:
    name = f"{new.subject}, {new.board}, {new.players:,}"
    if new.subject == NO_OP:
        return Compared(f"{name}, µs", old.cpu_us, new.cpu_us, NO_OP_MARGIN)
    return Compared(name, old.ratio, new.ratio, _margin(old, new))


def _facts(name: str, old: float, new: float) -> Compared | None:
    """None where a fact is no better or worse, such as a number of players."""
    if name.endswith(" finished"):
        return Compared(f"{name}: 1, or stopped: 2", 2 - old, 2 - new, 0)
    if " growth " in name:
        return Compared(f"{name}, times", 1 + old, 1 + new, FLAT)
    if name.endswith(" ms") and old:
        return Compared(name, old, new, TAIL_MARGIN)
    if old and any(unit in name for unit in UNITS):
        slack = SLACK_SECONDS / old if "seconds" in name else 0
        return Compared(name, old, new, max(FACTS_MARGIN, slack))
    return None


def _key(figures: Figures) -> tuple[str, str, str, int]:
    return figures.who, figures.subject, figures.board, figures.players


def _margin(old: Figures, new: Figures) -> float:
    """Half the range of each run's rounds, together: that far either median may be off."""
    return max(LEAST_MARGIN, (old.noise + new.noise) / 2)


def main() -> None:
    """Load both, print, judge."""
    path = Path(sys.argv[1]) if sys.argv[1:] else _uncommitted() or _measured()
    name, text = _committed()
    try:
        old = from_json(text)
    except (TypeError, KeyError):
        raise SystemExit(f"{name} is of an earlier form; commit a new run first.") from None
    new = from_json(path.read_text(encoding="utf-8"))
    compared = compare(old, new)
    if not compared:
        raise SystemExit(f"{path} and the committed {name} have nothing in common.")
    _show(f"{path} against the committed {name}", compared)
    worse = [one for one in compared if one.is_worse]
    console.print(f"{len(worse)} of {len(compared)} worse by more than the noise.")
    sys.exit(1 if worse else 0)


def _show(title: str, compared: list[Compared]) -> None:
    table = Table(title=title, title_style="bold", title_justify="left")
    for column in ("× no-op, or as named", "old", "new", "change", "noise", ""):
        table.add_column(column, justify="right" if table.columns else "left")
    for one in compared:
        mark = "worse" if one.is_worse else "better" if one.change < -one.margin else ""
        style = {"worse": "red", "better": "green"}.get(mark, "")
        figures = (number(one.old), number(one.new), f"{one.change:+.0%}", f"{one.margin:.0%}")
        table.add_row(one.name, *figures, mark, style=style)
    console.print(table)


def _uncommitted() -> Path | None:
    """The newest results that differ from what is committed."""
    lines = _git("status", "--porcelain", "-uall", "--", str(RESULTS)).splitlines()
    return newest_of(lines)


def newest_of(lines: Iterable[str]) -> Path | None:
    """The newest results that `git status` names; others have other names."""
    paths = [Path(line[3:]) for line in lines if "D" not in line[:2]]
    names = [path.name for path in paths if path.name.endswith(ENDING)]
    return RESULTS / max(names) if names else None


def _measured() -> Path:
    console.print("No uncommitted results; measuring.")
    subprocess.run([sys.executable, "-m", "benchmarks"], check=True)
    path = _uncommitted()
    return path if path is not None else Path("build/benchmarks/latest.json")


def _committed() -> tuple[str, str]:
    names = _git("ls-tree", "--name-only", "HEAD", "benchmarks/results/").splitlines()
    last = max((name for name in names if name.endswith(ENDING)), default=None)
    if last is None:
        raise SystemExit("No results are committed yet.")
    return last, _git("show", f"HEAD:{last}")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
