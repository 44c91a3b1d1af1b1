"""What has been asked of jobs, what runs, and what came of it.

A run is a row: asked for, then claimed by one runner for as long as that keeps its lease, then
ended. The row alone decides who runs it, so whatever tells a runner of it may tell twice, or too
late, or not at all.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

LEASE_SECONDS = 30.0  # a runner that is gone for so long has lost its run to another
HAND_OUT_SECONDS = 120.0  # after which a run that nobody has claimed is handed out again
LATER_SECONDS = 10.0  # the same where the job runs already and must not run twice at once
UNLESS_OPEN = 2**62  # as `unless_since`: only what waits or runs already counts
Facts = Mapping[str, Any]  # what JSON can hold
_NONE: Facts = MappingProxyType({})


class Claim(NamedTuple):
    """A run that this runner alone works on."""

    run: int
    job: str
    argument: Facts
    attempt: int  # the first is 1; more where runners were lost over it
    token: str


class Outcome(NamedTuple):
    """What came of a run: a sentence for a person, and facts for the next run."""

    said: str
    facts: Facts = _NONE
    is_good: bool = True


class JobRuns(Protocol):
    """All methods raise Unavailable when the store cannot be written or read."""

    async def ask(
        self,
        job: str,
        argument: Facts | None = None,
        by: str = "",
        *,
        unless_since: int | None = None,
    ) -> int | None:
        """Ask for a run, by a person or by the clock; its number. With `unless_since` None comes
        back where the job waits or runs already, or was asked for since that instant."""
        ...

    async def asked(self) -> tuple[int, dict[str, int]]:
        """The instant, and for each job the one at which it was asked for last, both by the
        store's clock; what was asked for while that was ahead is left out."""
        ...

    async def hand_out(self) -> Sequence[tuple[int, str]]:
        """Runs, with their jobs, that nobody works on: new ones, and those whose runner is lost.
        Each comes back once, and again where nobody claims it within two minutes."""
        ...

    async def claim(self, run: int, *, alone: bool) -> Claim | None:
        """Take a waiting run. None where another has it, or, with `alone`, while another run of
        its job is under way: then it is handed out again soon."""
        ...

    async def keep(self, claim: Claim) -> bool:
        """Renew the lease; False where another has the run by now."""
        ...

    async def give_back(self, claim: Claim) -> None:
        """Let another take the run at once."""
        ...

    async def end(self, claim: Claim, outcome: Outcome, *, kept: int | None) -> bool:
        """Keep the outcome, and of the job's ended runs the newest `kept`, None for all. False
        where another has the run by now: then nothing is kept."""
        ...

    async def last_facts(self, job: str) -> Facts:
        """Those of the last run that ended well; none where there is no such."""
        ...

    async def ended_before(self, job: str, instant: int) -> list[int]:
        """Runs of a job that ended before an instant."""
        ...

    async def remove(self, runs: Sequence[int]) -> None:
        """Forget runs."""
        ...
