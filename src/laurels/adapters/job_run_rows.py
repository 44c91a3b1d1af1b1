"""The statements on runs of jobs, as SQLite and PostgreSQL both take them."""

import secrets
from typing import Any

import msgspec

from laurels.ports.job_runs import Claim, Facts, Outcome

OPEN = "state IN ('waiting', 'running')"
# Instants from before a clock was set back count as passed: jobs must not stop until then.
AHEAD = f"(CAST(:now AS bigint) + {3 * 60 * 1_000_000})"  # no lease and no hand-out is as long
NOBODY_HAS = f"{OPEN} AND (lease_until <= CAST(:now AS bigint) OR lease_until > {AHEAD})"

ASK = f"""
INSERT INTO job_runs (job, argument, state, asked_by, asked_at, lease_until, attempts, token, said)
SELECT CAST(:job AS varchar), CAST(:argument AS text), 'waiting', CAST(:by AS varchar),
    CAST(:now AS bigint), CAST(:now AS bigint), 0, '', ''
WHERE CAST(:since AS bigint) IS NULL OR NOT EXISTS (
    SELECT 1 FROM job_runs WHERE job = :job AND ({OPEN}
        OR asked_at >= CAST(:since AS bigint) AND asked_at <= CAST(:now AS bigint)))
RETURNING id"""
ASKED = "SELECT job, max(asked_at) FROM job_runs WHERE asked_at <= :now GROUP BY job"
ANY_TO_HAND_OUT = f"SELECT 1 FROM job_runs WHERE {NOBODY_HAS} LIMIT 1"
HAND_OUT = f"""
UPDATE job_runs SET state = 'waiting', lease_until = :until WHERE {NOBODY_HAS} RETURNING id, job"""
CLAIM = f"""
UPDATE job_runs SET state = 'running', token = :token, started_at = :now, lease_until = :until,
    attempts = attempts + 1
WHERE id = :run AND state = 'waiting' AND (:alone = 0 OR NOT EXISTS (
    SELECT 1 FROM job_runs AS other
    WHERE other.job = job_runs.job AND other.state = 'running'
        AND other.lease_until > CAST(:now AS bigint) AND other.lease_until <= {AHEAD}))
RETURNING job, argument, attempts"""
LATER = "UPDATE job_runs SET lease_until = :until WHERE id = :run AND state = 'waiting'"
MINE = "id = :run AND token = :token AND state = 'running'"
KEEP = f"UPDATE job_runs SET lease_until = :until WHERE {MINE} RETURNING id"
GIVE_BACK = f"""
UPDATE job_runs SET state = 'waiting', lease_until = :now, attempts = attempts - 1 WHERE {MINE}"""
END = f"""
UPDATE job_runs SET state = :state, ended_at = :now, said = :said, facts = :facts
WHERE {MINE} RETURNING id"""
PRUNE = f"""
DELETE FROM job_runs WHERE job = :job AND NOT ({OPEN}) AND id NOT IN (
    SELECT id FROM job_runs WHERE job = :job AND NOT ({OPEN}) ORDER BY id DESC LIMIT :kept)"""
LAST_FACTS = """
SELECT facts FROM job_runs WHERE job = :job AND state = 'done' ORDER BY id DESC LIMIT 1"""
ENDED_BEFORE = f"""
SELECT id FROM job_runs WHERE job = :job AND NOT ({OPEN}) AND ended_at < :instant ORDER BY id"""
REMOVE = "DELETE FROM job_runs WHERE id = :run"


def new_token() -> str:
    """A name for a claim that no other has."""
    return secrets.token_hex(8)


def ask_row(job: str, argument: Facts | None, by: str, unless_since: int | None) -> dict[str, Any]:
    """The parameters of ASK but for the instant."""
    text = msgspec.json.encode(argument or {}).decode()
    return {"job": job, "argument": text, "by": by, "since": unless_since}


def claim_of(run: int, token: str, rows: list[tuple[Any, ...]]) -> Claim | None:
    """What CLAIM has returned."""
    if not rows:
        return None
    job, argument, attempts = rows[0]
    return Claim(run, job, msgspec.json.decode(argument), attempts, token)


def end_row(claim: Claim, outcome: Outcome) -> dict[str, Any]:
    """The parameters of END but for the instant."""
    return {
        "run": claim.run,
        "token": claim.token,
        "state": "done" if outcome.is_good else "failed",
        "said": outcome.said,
        "facts": msgspec.json.encode(dict(outcome.facts)).decode(),
    }
