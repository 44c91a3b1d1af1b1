"""What jobs find where they run: a server's own parts, or a worker's."""

from collections.abc import Callable
from typing import Protocol

from laurels.ports.catalog import Catalog
from laurels.ports.event_months import EventMonths
from laurels.ports.export_files import ExportFiles
from laurels.ports.job_runs import JobRuns
from laurels.ports.journal import Journal
from laurels.ports.ranking_index import RankingIndex
from laurels.settings import Settings
from laurels.usecases.seasons import Seasons


class Workplace(Protocol):
    """A running Laurels fulfils it, and so does a worker."""

    @property
    def settings(self) -> Settings:
        """Of this process."""
        ...

    @property
    def clock(self) -> Callable[[], int]:
        """Gives the instant."""
        ...

    @property
    def catalog(self) -> Catalog:
        """Definitions, as they are now."""
        ...

    @property
    def journal(self) -> Journal:
        """All events."""
        ...

    @property
    def index(self) -> RankingIndex:
        """The one that readers are answered from."""
        ...

    @property
    def seasons(self) -> Seasons:
        """Over these."""
        ...

    @property
    def runs(self) -> JobRuns:
        """Of all jobs."""
        ...

    @property
    def exports(self) -> ExportFiles:
        """Files to be fetched."""
        ...

    @property
    def months(self) -> EventMonths | None:
        """Where the store keeps events month by month."""
        ...
