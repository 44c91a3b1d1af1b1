"""What a run has measured, and how it is kept as JSON."""

import json
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

RESULTS = Path(__file__).parent / "results"
ENDING = "-embedded.json"  # of the names of these results; others lie beside them
NO_OP = "no-op route"
LAURELS = "Laurels"


class Figures(NamedTuple):
    """What one subject costs at one size; medians of the rounds."""

    who: str
    subject: str
    board: str
    players: int
    per_second: float  # operations
    p50_ms: float  # of a request
    p99_ms: float
    cpu_us: float  # of all the server's processes, an operation
    ratio: float  # to the no-op in the same round
    cpu_rounds: list[float]
    ratio_rounds: list[float]
    split_us: dict[str, float]  # cpu_us by what the server consists of
    counts: dict[str, float] = {}  # noqa: RUF012, what else an operation took

    @property
    def noise(self) -> float:
        """How far the rounds' ratios lie apart, as a share of their median."""
        return (max(self.ratio_rounds) - min(self.ratio_rounds)) / self.ratio


class Report(NamedTuple):
    """All that a run has measured."""

    date: str
    machine: dict[str, str]
    effort: dict[str, float]
    figures: list[Figures]
    facts: dict[str, float]  # what is no load: seconds, bytes, and what compares two loads

    def find(
        self, subject: str, players: int, board: str = "one", who: str = LAURELS
    ) -> Figures | None:
        """The figures of one subject, where it was measured."""
        key = (who, subject, board, players)
        return next(
            (f for f in self.figures if key == (f.who, f.subject, f.board, f.players)), None
        )

    def sizes(self, who: str = LAURELS) -> list[int]:
        """How many players there were, ascending."""
        return sorted({figures.players for figures in self.figures if figures.who == who})


def figures_of(
    who: str, subject: str, board: str, players: int, rounds: list[dict[str, Any]]
) -> Figures:
    """The medians of some rounds: each has per_second, p50_ms, p99_ms, no_op_us, split_us and
    perhaps counts."""
    cpu = [sum(one["split_us"].values()) for one in rounds]
    ratios = [used / one["no_op_us"] for used, one in zip(cpu, rounds, strict=True)]
    middle = {
        name: median(one[name] for one in rounds) for name in ("per_second", "p50_ms", "p99_ms")
    }
    split = {
        part: median(one["split_us"][part] for one in rounds) for part in rounds[0]["split_us"]
    }
    counted = [one.get("counts", {}) for one in rounds]
    counts = {name: median(one[name] for one in counted) for name in counted[0]}
    return Figures(
        who, subject, board, players, **middle, cpu_us=median(cpu), ratio=median(ratios),
        cpu_rounds=cpu, ratio_rounds=ratios, split_us=split, counts=counts,
    )  # fmt: skip


def to_json(report: Report) -> str:
    """As it is kept."""
    whole = report._asdict() | {"figures": [figures._asdict() for figures in report.figures]}
    return json.dumps(rounded(whole), indent=1, ensure_ascii=False) + "\n"


def from_json(text: str) -> Report:
    """As it was measured."""
    whole = json.loads(text)
    return Report(**whole | {"figures": [Figures(**figures) for figures in whole["figures"]]})


def newest() -> Path:
    """The newest results here."""
    return max(RESULTS.glob(f"*{ENDING}"))


def rounded(value: Any) -> Any:
    """Six digits tell all that was measured."""
    if isinstance(value, float):
        return float(f"{value:.6g}")
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(one) for one in value]
    return value
