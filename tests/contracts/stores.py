"""One data set's adapters together, and what tests do to the technology below them."""

from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from laurels.ports.catalog import Catalog
from laurels.ports.export_files import ExportFiles
from laurels.ports.history import History
from laurels.ports.job_runs import JobRuns
from laurels.ports.journal import Journal
from laurels.ports.players import Players
from laurels.ports.upkeep import Upkeep


class Stores(Protocol):
    """What the contract suites ask of a technology."""

    owes_answers: bool  # whether a start works out the answers that a crash has left open

    @property
    def catalog(self) -> Catalog: ...
    @property
    def players(self) -> Players: ...
    @property
    def journal(self) -> Journal: ...
    @property
    def history(self) -> History: ...
    @property
    def upkeep(self) -> Upkeep: ...
    @property
    def runs(self) -> JobRuns: ...
    @property
    def exports(self) -> ExportFiles: ...

    async def load(self) -> None:
        """Read what is kept, as at a start."""
        ...

    async def restart(self) -> None:
        """Close everything, and open it anew."""
        ...

    async def crash(self) -> "Stores":
        """What a restart would find, were the process killed at this instant."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...

    async def settle(self) -> None:
        """Put all rows in their places."""
        ...

    async def statements(self, into: list[str]) -> None:
        """From now on, note every statement that appending or replacing runs."""
        ...

    async def reads(self, into: list[str], patch: pytest.MonkeyPatch) -> None:
        """From now on, note every statement of a read."""
        ...

    def parts(self, patch: pytest.MonkeyPatch, rows: int) -> None:
        """Let long reads come in parts of so many rows."""
        ...

    def refused_commits(self) -> AbstractContextManager[None]:
        """Let every commit of a group fail."""
        ...

    async def commits_are_synced(self) -> bool:
        """Whether a commit is on disk when it returns."""
        ...
