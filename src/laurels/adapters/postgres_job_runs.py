"""Runs of jobs in PostgreSQL, for any number of runners. The instants are the server's."""

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from laurels.adapters import job_run_rows as rows
from laurels.adapters.postgres_database import Connection, PostgresDatabase, Transaction
from laurels.ports.job_runs import (
    HAND_OUT_SECONDS,
    LATER_SECONDS,
    LEASE_SECONDS,
    Claim,
    Facts,
    Outcome,
)

Rows = list[tuple[Any, ...]]
# Whoever has it changes runs; the others wait, so that none of a job begins beside another.
LOCK = "SELECT pg_advisory_xact_lock(30506454543396706)"
NOW = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
PARAMETER = re.compile(r"(?<!:):(\w+)")


class PostgresJobRuns:
    """Fulfils `laurels.ports.job_runs.JobRuns`."""

    def __init__(self, database: PostgresDatabase) -> None:
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

        async def look(connection: Connection) -> tuple[int, dict[str, int]]:
            now = await _now(connection)
            return now, dict(await _all(connection, rows.ASKED, {"now": now}))

        return await self._database.read(look)

    async def hand_out(self) -> Sequence[tuple[int, str]]:
        """Nothing is written where there is none."""

        async def look(connection: Connection) -> Rows:
            return await _all(connection, rows.ANY_TO_HAND_OUT, {"now": await _now(connection)})

        if not await self._database.read(look):
            return []
        return await self._write(rows.HAND_OUT, {}, HAND_OUT_SECONDS)

    async def claim(self, run: int, *, alone: bool) -> Claim | None:
        """One transaction."""
        token = rows.new_token()
        asked = {"run": run, "token": token, "alone": int(alone)}

        async def work(transaction: Transaction) -> Rows:
            now = await _begin(transaction)
            times = {"now": now, "until": now + _span(LEASE_SECONDS)}
            found = await _all(transaction.connection, rows.CLAIM, {**asked, **times})
            if not found:
                later = {"run": run, "until": now + _span(LATER_SECONDS)}
                await _all(transaction.connection, rows.LATER, later)
            return await transaction.commit(found)

        return rows.claim_of(run, token, await self._database.write(work))

    async def keep(self, claim: Claim) -> bool:
        """One statement."""
        mine = {"run": claim.run, "token": claim.token}
        return bool(await self._write(rows.KEEP, mine, LEASE_SECONDS))

    async def give_back(self, claim: Claim) -> None:
        """One statement."""
        await self._write(rows.GIVE_BACK, {"run": claim.run, "token": claim.token})

    async def end(self, claim: Claim, outcome: Outcome, *, kept: int | None) -> bool:
        """One transaction."""

        async def work(transaction: Transaction) -> bool:
            row = {**rows.end_row(claim, outcome), "now": await _begin(transaction)}
            is_mine = bool(await _all(transaction.connection, rows.END, row))
            if is_mine and kept is not None:
                pruned = {"job": claim.job, "kept": kept}
                await _all(transaction.connection, rows.PRUNE, pruned)
            return await transaction.commit(is_mine)

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
        """A statement each; they are few."""
        for run in runs:
            await self._write(rows.REMOVE, {"run": run})

    async def _read(self, statement: str, row: dict[str, Any]) -> Rows:
        return await self._database.read(lambda connection: _all(connection, statement, row))

    async def _write(self, statement: str, row: dict[str, Any], ahead: float = 0.0) -> Rows:
        async def work(transaction: Transaction) -> Rows:
            now = await _begin(transaction)
            times = {"now": now, "until": now + _span(ahead)}
            found = await _all(transaction.connection, statement, {**row, **times})
            return await transaction.commit(found)

        return await self._database.write(work)


async def _begin(transaction: Transaction) -> int:
    """Begin, wait for those who change runs, and read the clock after that."""
    await transaction.begin()
    await transaction.connection.execute(LOCK)
    return await _now(transaction.connection)


async def _now(connection: Connection) -> int:
    cursor = await connection.execute(NOW)
    ((now,),) = await cursor.fetchall()
    return int(now)


async def _all(connection: Connection, statement: str, row: dict[str, Any]) -> Rows:
    cursor = await connection.execute(PARAMETER.sub(r"%(\1)s", statement), row)
    return await cursor.fetchall() if cursor.description else []


def _span(seconds: float) -> int:
    return int(seconds * 1_000_000)
