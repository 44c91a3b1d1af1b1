"""A server under load is killed at random instants, again and again.

`ROUNDS` says how often (20; `make test-faults` takes 500), `SEED` which instants and requests.
SIGKILL takes the process and not the machine: what the kernel has is written. That commits
are synced before they are answered is therefore looked at in `tests/contracts/test_journal.py`.
"""

import asyncio
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.faults.boards import ALL_TIME, BOARDS, DAILY
from tests.faults.ledger import SENT, TAKEN, Ledger
from tests.faults.load import API, make_boards, play, retry_all
from tests.faults.processes import launch
from tests.servers import LaurelsServer

ROUNDS = int(os.environ.get("ROUNDS", "20"))
SEED = os.environ.get("SEED", "laurels")
OLD_ONES = 60  # older answers that each round asks for again; the end asks for all
CHECK_EVERY = 10


class Crashes:
    """A data set that outlives its servers."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.database = data / "laurels.sqlite3"
        self.ledger = Ledger()
        self.random = random.Random(SEED)
        self.slowest_start = 0.0
        self.rounds = 0
        self.server: LaurelsServer | None = None

    def start(self) -> LaurelsServer:
        """Start on the data as the last crash has left it."""
        before = time.monotonic()
        if self.server is None:
            self.server = LaurelsServer(self.data, "--dev", LAURELS_EVENTS_BEHIND="200")
            make_boards(self.server.client)
        else:
            self.server.start()
            self.slowest_start = max(self.slowest_start, time.monotonic() - before)
        return self.server

    def kill_starts(self) -> None:
        """Servers that do not live to be ready."""
        for _ in range(self.random.randrange(1, 3)):
            process = launch(self.data)
            time.sleep(self.random.uniform(0, 1.2))
            process.kill()
            process.wait()

    async def round(self, number: int) -> None:
        """Start, compare all there is, play, and kill."""
        server = self.start()
        await self.compare(server)
        longest = 0.03 if number % 5 == 4 else 0.5

        async def crash() -> None:
            await asyncio.sleep(self.random.uniform(0, longest))
            server.kill()

        self.rounds = number + 1
        await play(self.ledger, server.url, f"{SEED}/{number}", crash())
        if number % 7 == 3:
            self.kill_starts()

    async def compare(self, server: LaurelsServer, *, everything: bool = False) -> None:
        """Journal, answers and ranks against the ledger; before and after sending again."""
        self.ledger.read(self.database)
        self.ledger.check()
        self.ledger.settle()
        self.compare_ranks(server.client)
        unanswered, taken = self.ledger.named(SENT), self.ledger.named(TAKEN)
        older = len(taken) if everything else min(OLD_ONES, len(taken))
        again = self.random.sample(taken, older)
        await retry_all(self.ledger, server.url, unanswered + again)
        self.ledger.read(self.database)
        self.ledger.check()
        if unanswered or everything:
            self.compare_ranks(server.client)

    def compare_ranks(self, client: httpx.Client) -> None:
        """Every rank served is the one counted from the journal's events."""
        for board in BOARDS:
            for window in (ALL_TIME, DAILY):
                page = client.get(f"{API}/{board}/entries?limit=1000&window={window}").json()
                served = [
                    (e["rank"], e["player"], tuple(e["scores"].values()), e["events"])
                    for e in page["entries"]
                ]
                counted = self.ledger.fold.table(board, window)
                assert served == counted, f"{board} {window}"
                assert page["total"] == len(counted)


def check_command(data: Path) -> None:
    """`laurels check` finds nothing wrong, where there is that command."""
    command = [sys.executable, "-m", "laurels", "check"]
    if subprocess.run([*command, "--help"], capture_output=True, timeout=60).returncode:
        return
    check = subprocess.run([*command, "--data", str(data)], capture_output=True, timeout=300)
    assert check.returncode == 0, check.stdout.decode() + check.stderr.decode()


async def test_no_answer_is_lost_doubled_or_wrong_however_often_the_server_is_killed(
    tmp_path: Path,
) -> None:
    crashes = Crashes(tmp_path / "data")
    ledger = crashes.ledger
    try:
        for number in range(ROUNDS):
            await crashes.round(number)
            if number % CHECK_EVERY == CHECK_EVERY - 1:
                crashes.start()
                check_command(crashes.data)
                crashes.server.kill()
        server = crashes.start()
        await crashes.compare(server, everything=True)
        check_command(crashes.data)
    finally:
        if crashes.server is not None and crashes.server.process.poll() is None:
            crashes.server.kill()
        ledger.read(crashes.database)  # where it was broken off, the last round is not compared
        answered = sum(item.state == TAKEN for item in ledger.items.values())
        print(
            f"\nrounds={crashes.rounds} answered={answered} lost={ledger.lost} "
            f"doubled={ledger.doubled} slowest start={crashes.slowest_start:.2f} s"
        )
    whole = Ledger()
    whole.items = ledger.items
    whole.read(crashes.database)
    assert whole.counted == ledger.counted, "what was in the journal has changed"
