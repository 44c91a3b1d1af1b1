"""Runs of jobs in SQLite."""

import sqlite3
import time
from collections.abc import Sequence
from typing import Any

import msgspec

from laurels.adapters import job_run_rows as rows
from laurels.adapters.sqlite_database import SqliteDatabase
from laurels.ports.job_runs import (
    HAND_OUT_SECONDS,
    LATER_SECONDS,
    LEASE_SECONDS,
    Claim,
    Facts,
    Outcome,
)

Rows = list[tuple[Any, ...]]


class SqliteJobRuns:
    """Fulfils `laurels.ports.job_runs.JobRuns`. Each change is a commit of its own."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    async def ask(
        self,
        job: str,
        argument: Facts | None = None,
        by: str = "",
        *,
        unless_since: int | None = None,
    ) -> int | None:
        """One statement."""
        found = await self._write(rows.ASK, rows.ask_row(job, argument, by, unless_since))
        return found[0][0] if found else None

    async def asked(self) -> tuple[int, dict[str, int]]:
        """A walk through the table, which is short."""
        now = _now()
        return now, dict(await self._read(rows.ASKED, {"now": now}))

    async def hand_out(self) -> Sequence[tuple[int, str]]:
        """Nothing is written where there is none."""
        if not await self._read(rows.ANY_TO_HAND_OUT, {"now": _now()}):
            return []
        return await self._write(rows.HAND_OUT, {"until": _now(HAND_OUT_SECONDS)})

    async def claim(self, run: int, *, alone: bool) -> Claim | None:
        """One transaction."""
        token = rows.new_token()
        asked = {"run": run, "token": token, "alone": int(alone), "until": _now(LEASE_SECONDS)}

        def work(connection: sqlite3.Connection) -> Rows:
            found = connection.execute(rows.CLAIM, {**asked, "now": _now()}).fetchall()
            if not found:
                connection.execute(rows.LATER, {"run": run, "until": _now(LATER_SECONDS)})
            return found

        return rows.claim_of(run, token, await self._database.write(work))

    async def keep(self, claim: Claim) -> bool:
        """One statement."""
        mine = {"run": claim.run, "token": claim.token}
        return bool(await self._write(rows.KEEP, {**mine, "until": _now(LEASE_SECONDS)}))

    async def give_back(self, claim: Claim) -> None:
        """One statement."""
        await self._write(rows.GIVE_BACK, {"run": claim.run, "token": claim.token})

    async def end(self, claim: Claim, outcome: Outcome, *, kept: int | None) -> bool:
        """One transaction."""

        def work(connection: sqlite3.Connection) -> bool:
            row = {**rows.end_row(claim, outcome), "now": _now()}
            is_mine = bool(connection.execute(rows.END, row).fetchall())
            if is_mine and kept is not None:
                connection.execute(rows.PRUNE, {"job": claim.job, "kept": kept})
            return is_mine

        return await self._database.write(work)

    async def last_facts(self, job: str) -> Facts:
        """A walk from the newest row."""
        found = await self._read(rows.LAST_FACTS, {"job": job})
        return msgspec.json.decode(found[0][0]) if found else {}

    async def ended_before(self, job: str, instant: int) -> list[int]:
        """A walk through the table."""
        found = await self._read(rows.ENDED_BEFORE, {"job": job, "instant": instant})
        return [run for (run,) in found]

    async def remove(self, runs: Sequence[int]) -> None:
        """One transaction."""
        names = [{"run": run} for run in runs]
        await self._database.write(lambda connection: connection.executemany(rows.REMOVE, names))

    async def _read(self, statement: str, row: dict[str, Any]) -> Rows:
        return await self._database.read(lambda c: c.execute(statement, row).fetchall())

    async def _write(self, statement: str, row: dict[str, Any]) -> Rows:
        return await self._database.write(
            lambda c: c.execute(statement, {**row, "now": _now()}).fetchall()
        )


def _now(ahead: float = 0.0) -> int:
    return time.time_ns() // 1000 + int(ahead * 1_000_000)
