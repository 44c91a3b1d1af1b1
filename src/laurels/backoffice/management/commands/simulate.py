"""`laurels simulate`: made-up players against a running server."""

import argparse
import asyncio
import time
from contextlib import suppress
from typing import Any

import httpx
from django.core.management.base import CommandParser
from rich.live import Live
from rich.text import Text

from laurels.backoffice.command import LaurelsCommand, positive, run_async
from laurels.backoffice.simulation import (
    AT_ONCE,
    TIMEOUT_SECONDS,
    Simulation,
    Tally,
    find_board,
)
from laurels.settings import Settings

FRAME_SECONDS, LINE_SECONDS = 0.25, 5.0


class Command(LaurelsCommand):
    """A client like any other: it needs a URL, and a key unless the server runs with --dev."""

    help = (
        "Play against a running server: scores of skilled and weak players at a rate, until "
        "Ctrl+C. When the server goes away it waits and goes on; no score is lost or doubled."
    )
    example = """
        laurels simulate --leaderboard starfall --rate 20
        laurels simulate --url https://scores.example --key lk-... --leaderboard cup --duration 60
    """
    uses_data = False

    def add_options(self, parser: CommandParser) -> None:
        """Where, on what, and how much."""
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="default %(default)s")
        parser.add_argument("--key", help="a key with scopes read and submit")
        parser.add_argument("--leaderboard", required=True, metavar="ID")
        parser.add_argument(
            "--rate", type=_rate, default=20.0, help="scores a second on average; default 20"
        )
        parser.add_argument("--players", type=positive, default=500, help="default 500")
        parser.add_argument("--duration", type=_rate, metavar="S", help="seconds; until Ctrl+C")
        parser.add_argument("--seed", type=int, default=1, help="of all chance; default 1")

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Play; Ctrl+C is the usual end, so it is no error."""
        self._started = time.monotonic()
        self._tally = Tally()
        with suppress(KeyboardInterrupt):
            run_async(self._run(options))
        self._summary()

    async def _run(self, options: dict[str, Any]) -> None:
        headers = {"Content-Type": "application/json"}
        if options["key"]:
            headers["Authorization"] = f"Bearer {options['key']}"
        async with httpx.AsyncClient(
            base_url=f"{options['url'].rstrip('/')}/api/v1/",
            headers=headers,
            timeout=TIMEOUT_SECONDS,
            limits=httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE),
        ) as client:
            board = await find_board(client, options["leaderboard"])
            simulation = Simulation(
                client, board, options["rate"], options["players"], options["seed"]
            )
            self._tally = simulation.tally
            watching = asyncio.create_task(self._watch(board["id"]))
            try:
                await simulation.run(options["duration"])
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching

    async def _watch(self, board: str) -> None:
        console = self.err
        if not console.is_terminal:
            while True:
                await asyncio.sleep(LINE_SECONDS)
                console.print(self._status(board), soft_wrap=True)
        with Live(console=console, auto_refresh=False, transient=True) as live:
            while True:
                live.update(self._status(board), refresh=True)
                await asyncio.sleep(FRAME_SECONDS)

    def _status(self, board: str) -> Text:
        tally, now = self._tally, time.monotonic()
        line = Text.assemble(
            ("● ", "red" if tally.away_since else "green"),
            (board, "bold"),
            f"  {tally.accepted:,} accepted",
            (f"  {tally.rate(now):.1f}/s", "cyan"),
            f"  p50 {tally.latency(50):.1f} ms  p99 {tally.latency(99):.1f} ms",
            (f"  {tally.refused.total():,} refused" if tally.refused else "", "red"),
        )
        if tally.away_since is not None:
            away = f"  server away for {now - tally.away_since:.0f} s: {tally.away_reason}"
            line.append(away, "yellow")
        return line

    def _summary(self) -> None:
        tally, took = self._tally, time.monotonic() - self._started
        self.out.print(
            f"{tally.accepted:,} scores accepted in {took:.1f} s, "
            f"{tally.accepted / max(took, 1e-9):.1f} a second; p50 {tally.latency(50):.1f} ms, "
            f"p99 {tally.latency(99):.1f} ms; {tally.repeated:,} sent again.",
            markup=False,
        )
        for reason, count in tally.refused.most_common(5):
            self.out.print(f"{count:,} refused: {reason}", markup=False)


def _rate(text: str) -> float:
    number = float(text)
    if not 0 < number <= 100_000:
        raise argparse.ArgumentTypeError(f"'{text}' must lie above 0 and at most 100000")
    return number
