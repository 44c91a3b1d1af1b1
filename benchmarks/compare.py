"""`python -m benchmarks.compare [RESULTS]`: is anything worse than in the last committed results?

Takes the results that are given, or the newest uncommitted ones, or measures. Judged are
Laurels' own ratios to the no-op, which hold between runs. Exit code 1 where one is worse by
more than the noise.
"""

import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from benchmarks.report import number
from benchmarks.results import LAURELS, NO_OP, RESULTS, Figures, Report, from_json

LEAST_MARGIN = 0.05  # what two runs of the same code differ by on a quiet machine
FACTS_MARGIN = 0.15  # seconds and bytes have no no-op to lean on
SLACK_SECONDS = 0.5  # a share of little is little
JUDGED_FACTS = ("seconds", "bytes", "MB")

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
    before = {_key(f): f for f in old.figures if f.who == LAURELS and f.subject != NO_OP}
    compared = []
    for figures in new.figures:
        past = before.get(_key(figures))
        if past is not None:
            name = f"{figures.subject}, {figures.board}, {figures.players:,}"
            compared.append(Compared(name, past.ratio, figures.ratio, _margin(past, figures)))
    for name, value in new.facts.items():
        past_value = old.facts.get(name)
        if past_value and any(unit in name for unit in JUDGED_FACTS):
            slack = SLACK_SECONDS / past_value if "seconds" in name else 0
            compared.append(Compared(name, past_value, value, max(FACTS_MARGIN, slack)))
    return compared


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
    for column in ("× no-op, or seconds or bytes", "old", "new", "change", "noise", ""):
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
    files = sorted(line[3:] for line in lines if line.endswith(".json") and line[1] != "D")
    return RESULTS / Path(files[-1]).name if files else None


def _measured() -> Path:
    console.print("No uncommitted results; measuring.")
    subprocess.run([sys.executable, "-m", "benchmarks"], check=True)
    path = _uncommitted()
    return path if path is not None else Path("build/benchmarks/latest.json")


def _committed() -> tuple[str, str]:
    names = _git("ls-tree", "--name-only", "HEAD", "benchmarks/results/").splitlines()
    last = max((name for name in names if name.endswith(".json")), default=None)
    if last is None:
        raise SystemExit("No results are committed yet.")
    return last, _git("show", f"HEAD:{last}")


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
