"""`laurels demo`: fill a data set with made-up boards, players and history."""

from typing import Any

from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.demo import fill_demo
from laurels.settings import Settings


class Command(LaurelsCommand):
    """Boards that are there already stay as they are."""

    help = "Fill a data set with made-up leaderboards, players and two weeks of history."
    example = "laurels demo --data ./demo && laurels serve --dev --data ./demo"

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Fill, and say what was filled."""
        with self.err.status("Telling the demo's history ..."):
            filled = run_async(fill_demo(settings))
        if filled:
            self.out.print(f"Filled {', '.join(filled)} in '{settings.data}'.", markup=False)
        else:
            self.out.print("The demo's leaderboards are there already; nothing was changed.")
