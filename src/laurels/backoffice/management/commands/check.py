"""`laurels check`: proves that the data are what the journal says.

It takes the name of Django's own check, which is for those who build Laurels, and which
`python -m django makemigrations --check backoffice` runs first.
"""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from django.core.management.base import CommandParser
from rich.markup import escape
from rich.table import Table

from laurels.backoffice.collector import collector_off
from laurels.backoffice.command import LaurelsCommand, chosen, counted, run_async
from laurels.backoffice.progress import Progress
from laurels.checking import checking
from laurels.ports.players import Players
from laurels.settings import Settings
from laurels.usecases.facts import Difference, Fact


class Command(LaurelsCommand):
    """Servers may run and write meanwhile."""

    help = (
        "Prove that entries, submission ids and rank order are what the journal's events say, "
        "also while a server runs; on PostgreSQL the index in Redis too. Exit code 1 when they "
        "are not, or when something could not be looked at."
    )
    example = """
        laurels check
        laurels check --leaderboard f1-2021
    """

    makes_data = False

    def add_options(self, parser: CommandParser) -> None:
        """One leaderboard or all."""
        parser.add_argument("--leaderboard", metavar="ID", help="only this one")

    def run(self, settings: Settings, options: dict[str, Any]) -> int:
        """1 where anything differs, or could not be looked at."""
        with collector_off():
            facts: list[Fact] = run_async(self._run(settings, options))
        return 1 if any(fact.wrong or fact.unseen for fact in facts) else 0

    async def _run(self, settings: Settings, options: dict[str, Any]) -> list[Fact]:
        started = time.monotonic()
        choose = partial(chosen, id=options["leaderboard"])
        async with checking(settings, choose) as (check, data, boards):
            total = await data.upkeep.last_sequence()
            with Progress(self.err, "events", total) as events:
                fold = await check.fold(events.advance)
                events.advance(total - events.done)
            with Progress(self.err, "entries") as entries:
                await check.compare(fold, entries.advance)
            self._table(check.facts)
            if any(fact.wrong for fact in check.facts):
                await data.players.load()
                self._differences(check.facts, await _names(data.players, check.facts))
        took = time.monotonic() - started
        wrong = sum(fact.wrong for fact in check.facts)
        bad, good = f"[red]{counted(wrong, 'difference')}[/red]", "[green]All clean[/green]"
        some = "[yellow]Not all was looked at[/yellow]"
        verdict = bad if wrong else some if any(f.unseen for f in check.facts) else good
        self.out.print(f"{verdict}: {counted(len(boards), 'leaderboard')} in {took:.1f} s.")
        return check.facts

    def _table(self, facts: Sequence[Fact]) -> None:
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("")
        table.add_column("checked")
        table.add_column("count", justify="right")
        table.add_column("wrong", justify="right")
        for fact in facts:
            mark = "[red]✗[/red]" if fact.wrong else "[green]✓[/green]"
            if fact.unseen and not fact.wrong:
                mark = "[yellow]?[/yellow]"
            table.add_row(mark, fact.name, f"{fact.looked_at:,}", f"{fact.wrong:,}")
        self.out.print(table)
        for fact in facts:
            if fact.unseen:
                said = f"Not looked at: {fact.name}. {fact.unseen}"
                self.out.print(escape(said), soft_wrap=True)

    def _differences(self, facts: Sequence[Fact], names: Mapping[int, str]) -> None:
        for fact in facts:
            if not fact.wrong:
                continue
            self.out.print(f"\n[bold]Not so: {fact.name}[/bold]")
            for difference in fact.differences:
                self.out.print(_line(difference, names), soft_wrap=True)
            if fact.wrong > len(fact.differences):
                self.out.print(f"  ... and {fact.wrong - len(fact.differences):,} more")


async def _names(players: Players, facts: Sequence[Fact]) -> dict[int, str]:
    """How to call the players of the differences that are shown, by their numbers."""
    shown = {d.player for fact in facts for d in fact.differences}
    numbers = [number for number in shown if number is not None]
    cards = await players.cards(numbers)
    return {
        number: f"player '{card.id}'" if card.id else f"erased player number {number}"
        for number, card in zip(numbers, cards, strict=True)
    }


def _line(difference: Difference, names: Mapping[int, str]) -> str:
    leaderboard, season, player, expected, found = difference
    where = [leaderboard, season, "" if player is None else names[player]]
    place = ", ".join(part for part in where if part) or "all"
    return escape(f"  {place}: expected {expected}; found {found}.")
