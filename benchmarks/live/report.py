"""What a run of `make bench-live` has found: as a table, as Markdown, and kept as JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from benchmarks.report import markdown_table
from benchmarks.results import RESULTS, rounded

COLUMNS = (
    "who watches", "shown p50 ms", "p99 ms", "messages a second", "µs a message", "KB a client",
    "submit p50 ms", "p99 ms", "cores of the server",
)  # fmt: skip
TARGETS = ("10,000 clients", "target", "measured", "met")
CALM_CORES = 0.2  # that other work on the machine may take during a round
TRIES = 3  # for a calm round
CROWD = 10_000
SHOWN_P99_MS, CLIENT_KB = 250, 25
LEAST_CLIENTS = 1_000  # fewer cost too little to be told from what the scores cost
Rows = list[tuple[str, ...]]


class LiveReport(NamedTuple):
    """All that a run has measured."""

    date: str
    machine: dict[str, str]
    effort: dict[str, float]
    players: int
    cases: list[dict[str, Any]]  # title, clients, follows, rounds tried, rounds that count


def middle(case: dict[str, Any], name: str) -> float:
    """The median of the rounds."""
    return float(median(one[name] for one in case["rounds"]))


def rows(report: LiveReport) -> Rows:
    """A line a case."""
    return [_row(case) for case in report.cases]


def target_rows(report: LiveReport) -> Rows:
    """What the largest crowd is to reach; nothing where it was not there."""
    crowd = next((c for c in report.cases if c["clients"] == CROWD and not c["follows"]), None)
    if crowd is None:
        return []
    shown, held = middle(crowd, "shown_p99_ms"), middle(crowd, "client_bytes") / 1e3
    return [
        ("score to the last client's message, p99", f"{SHOWN_P99_MS} ms", f"{shown:.0f} ms",
         _met(shown, SHOWN_P99_MS)),
        ("memory of the server, a client", f"{CLIENT_KB} KB", f"{held:.1f} KB",
         _met(held, CLIENT_KB)),
    ]  # fmt: skip


def save(report: LiveReport, path: Path | None = None) -> Path:
    """Write JSON, and Markdown beside it: to the results unless to `path`; the JSON's path."""
    path = path or RESULTS / f"{report.date}-live.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(rounded(report._asdict()), indent=1, ensure_ascii=False) + "\n"
    path.write_text(text, encoding="utf-8")
    path.with_suffix(".md").write_text("\n".join(_markdown(report)), encoding="utf-8")
    return path


def load(path: Path) -> LiveReport:
    """As it was measured."""
    return LiveReport(**json.loads(path.read_text(encoding="utf-8")))


def newest() -> Path | None:
    """The newest results here, where there are any."""
    return max(RESULTS.glob("*-live.json"), default=None)


def _row(case: dict[str, Any]) -> tuple[str, ...]:
    submits = (f"{middle(case, 'submit_p50_ms'):.1f}", f"{middle(case, 'submit_p99_ms'):.1f}")
    cores = f"{middle(case, 'server_cores'):.2f}"
    if not case["clients"]:
        return (case["title"], "", "", "", "", "", *submits, cores)
    cost = held = ""
    if case["clients"] >= LEAST_CLIENTS:
        cost = f"{middle(case, 'message_us'):.1f} ± {_spread(case, 'message_us'):.1f}"
        held = f"{middle(case, 'client_bytes') / 1e3:.1f}"
    return (
        case["title"],
        f"{middle(case, 'shown_p50_ms'):.0f}",
        f"{middle(case, 'shown_p99_ms'):.0f}",
        f"{middle(case, 'messages_a_second'):,.0f}",
        cost,
        held,
        *submits,
        cores,
    )


def _spread(case: dict[str, Any], name: str) -> float:
    """Half the range of the rounds."""
    found = [one[name] for one in case["rounds"]]
    return float(max(found) - min(found)) / 2


def _met(measured: float, most: float) -> str:
    return "yes" if measured <= most else "no"


def _markdown(report: LiveReport) -> list[str]:
    lines = [f"# Live, {report.date}", ""]
    if targets := target_rows(report):
        lines += markdown_table(TARGETS, targets)
    lines += [f"## {report.players:,} players, 1,000 scores a second", ""]
    lines += [*markdown_table(COLUMNS, rows(report)), HOW, "", *_counts(report), ""]
    return [*lines, "## How", "", *markdown_table(("machine", ""), list(report.machine.items())),
            _effort(report.effort), ""]  # fmt: skip


def _counts(report: LiveReport) -> Sequence[str]:
    """What the times are of, and what would spoil them."""
    columns = (
        "a round", "scores shown", "never shown", "snapshots instead", "cores of the watchers",
        "cores of other work", "rounds tried",
    )  # fmt: skip
    found = []
    for case in report.cases:
        counts = ("shown", "unseen", "late_snapshots", "watchers_cores")
        shown = [f"{middle(case, one):,.3g}" if case["clients"] else "" for one in counts]
        busy = f"{middle(case, 'others_cores'):.2f}"
        found.append((case["title"], *shown, busy, str(case["tried"])))
    return markdown_table(columns, found)


def _effort(effort: dict[str, float]) -> str:
    return (
        f"{effort['rounds']:g} rounds over all cases, each on a server of its own: "
        f"{effort['seconds']:g} s, after {effort['warm_up_seconds']:g} s without those who watch "
        f"and as long with them. A round during which other work on the machine took more than "
        f"{CALM_CORES:g} cores was tried again, up to {TRIES} times as many; the calmest count. "
        f"Medians, ± is half the range of the rounds."
    )


HOW = (
    "*Shown* is from a submit's answer, at who sent it, to the last client's message that shows "
    "the score, of those scores that change what is shown. *µs a message* is CPU of the server's "
    "event loop, without what the scores cost it where nobody watches. *KB a client* is what the "
    "server process grows by, a client, until the end of the load. *Submit* is timed from when "
    "the score was due."
)
