"""Heavy work of a job in a process of its own, at a lower priority of the machine's.

`python -m laurels.jobs.child` reads what to do as one line of JSON, and answers with one. It ends
when whoever has started it does.
"""

import asyncio
import contextlib
import os
import sys
import threading
from pathlib import Path

import msgspec

from laurels.ports.job_runs import Facts, Outcome
from laurels.rules.errors import LaurelsError, Unavailable
from laurels.settings import Settings

NICER = 10  # than the server, on a scale to 19
MOST_READ = 2**24  # bytes of an answer


class _Order(msgspec.Struct):
    job: str
    settings: Settings
    run: int
    argument: Facts


class _Answer(msgspec.Struct):
    said: str
    facts: Facts
    is_good: bool
    is_unavailable: bool = False


async def in_child(job: str, settings: Settings, run: int, argument: Facts) -> Outcome:
    """Do the heavy work of a job. Cancelled, the process is ended. Unavailable where the work
    says so, or the process was killed."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "laurels.jobs.child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=MOST_READ,
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        order = msgspec.json.encode(_Order(job, settings, run, argument))
        child.stdin.write(order + b"\n")
        line = await child.stdout.readline()
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        child.stdin.close()
        await child.wait()
    if not line:
        raise Unavailable(f"The process of job {job} was ended.")
    answer = msgspec.json.decode(line, type=_Answer)
    if answer.is_unavailable:
        raise Unavailable(answer.said)
    return Outcome(answer.said, answer.facts, answer.is_good)


def main() -> None:
    """Read an order, do it, answer."""
    order = msgspec.json.decode(sys.stdin.buffer.readline(), type=_Order)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICER)
    with contextlib.suppress(OSError):  # where memory runs out this goes, and not the server
        Path("/proc/self/oom_score_adj").write_text("1000")
    answer = asyncio.run(_do(order))
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
    sys.stdout.buffer.flush()


async def _do(order: _Order) -> _Answer:
    from laurels.jobs.table import JOBS

    job = next(job for job in JOBS if job.name == order.job)
    assert job.heavy is not None
    try:
        outcome = await job.heavy(order.settings, order.run, order.argument)
    except LaurelsError as error:
        return _Answer(error.detail, {}, False, isinstance(error, Unavailable))
    return _Answer(outcome.said, dict(outcome.facts), outcome.is_good)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
