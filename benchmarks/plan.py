"""Which subjects run at which sizes, whole or quick; ONLY= and PLAYERS= choose among them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.measure import Effort
from benchmarks.prepare import NAMES
from benchmarks.results import LAURELS
from benchmarks.subject import Subject
from benchmarks.subjects import (
    around,
    index_memory,
    no_op,
    not_modified,
    page,
    populate,
    rank,
    rebuild,
    steady,
    submit,
    submit_batch,
    submit_same_players,
    submit_unranked,
    submit_windows,
    top,
)

START = "start"  # starts are measured where a server starts; ONLY=start loads none
RIVALS = ("textbook", "sorted_set")


@dataclass(frozen=True)
class Stage:
    """One server on one data set, and the subjects that it is put under."""

    who: str  # Laurels, or a rival's name
    boards: Sequence[str]
    players: int
    subjects: Sequence[Subject]
    steady: bool = False
    afterwards: Sequence[Subject] = ()  # what would spoil the others' rounds

    @property
    def submits(self) -> bool:
        """Whether any score is submitted."""
        return (
            self.steady
            or any(201 in s.statuses or s.beside is not None for s in self.subjects)
            or any(subject.per_request > 1 for subject in self.subjects)
        )


@dataclass(frozen=True)
class Plan:
    """All of a run."""

    effort: Effort
    stages: Sequence[Stage]
    commands: Sequence[str]  # populate, rebuild and index_memory, where they are asked for
    command_players: int
    index_entries: int


# The rivals' top costs the same whether scores come in or not: one never keeps it, one for a
# second whatever happens.
BARE = (submit.SUBJECT, rank.SUBJECT, around.SUBJECT, top.SUBJECT, page.SUBJECT)
USUAL = (*BARE, top.CHANGING)
WHOLE = (
    *USUAL,
    not_modified.SUBJECT,
    *submit_batch.SUBJECTS,
    submit_same_players.SPREAD,
    submit_same_players.SAME,
)
UNRANKED = (submit_unranked.SUBJECT,)
THREE = (submit_windows.ONE, submit_windows.THREE)
COMMANDS = (index_memory.NAME, populate.NAME, rebuild.NAME)
NAMES_OF_SUBJECTS = sorted(
    {s.name for s in (no_op.SUBJECT, *WHOLE, *THREE)} | {steady.NAME, START, *COMMANDS, *RIVALS}
)


def plan() -> Plan:
    """As the environment says: QUICK=1, ONLY=submit,rank and PLAYERS=1000000."""
    only = [name for name in os.environ.get("ONLY", "").split(",") if name]
    if unknown := set(only) - set(NAMES_OF_SUBJECTS):
        known = ", ".join(NAMES_OF_SUBJECTS)
        raise SystemExit(f"ONLY: there is no {', '.join(sorted(unknown))}; there are {known}.")
    whole = _quick() if is_quick() else _whole()
    if sizes := [int(size) for size in os.environ.get("PLAYERS", "").split(",") if size]:
        whole = replace(whole, stages=[s for s in whole.stages if s.players in sizes])
    return _chosen(whole, only) if only else whole


def is_quick() -> bool:
    """About a minute, small sizes, nothing written to the results."""
    return os.environ.get("QUICK", "") not in ("", "0")


def _whole() -> Plan:
    rivals = (
        Stage("textbook", ["one"], 1_000_000, BARE, afterwards=UNRANKED),
        Stage("sorted_set", ["one", "three"], 1_000_000, (*BARE, *THREE)),
    )
    own = (
        Stage(LAURELS, ["one"], 10_000, USUAL),
        Stage(LAURELS, NAMES, 100_000, (*USUAL, *submit_windows.SUBJECTS)),
        Stage(LAURELS, ["one"], 1_000_000, WHOLE, steady=True),
        Stage(LAURELS, ["one", "three"], 1_000_000, THREE),
        Stage(LAURELS, ["one"], 10_000_000, USUAL),
    )
    return Plan(Effort(1, 2, 3), (*own, *rivals), COMMANDS, 1_000_000, 10_000_000)


def _quick() -> Plan:
    rivals = (
        Stage("textbook", ["one"], 10_000, BARE, afterwards=UNRANKED),
        Stage("sorted_set", ["one", "three"], 10_000, (*BARE, *THREE)),
    )
    own = (
        Stage(LAURELS, ["one"], 10_000, WHOLE, steady=True),
        Stage(LAURELS, ["one", "three"], 10_000, THREE),
    )
    return Plan(Effort(0.2, 0.5, 1), (*own, *rivals), COMMANDS, 10_000, 100_000)


def _chosen(whole: Plan, only: Sequence[str]) -> Plan:
    stages = []
    for stage in whole.stages:
        if stage.who in RIVALS:
            stages += [stage] if stage.who in only else []
            continue
        subjects = [s for s in stage.subjects if s.name in only]
        steadily = stage.steady and steady.NAME in only
        if subjects or steadily or START in only or no_op.SUBJECT.name in only:
            stages.append(replace(stage, subjects=subjects, steady=steadily))
    return replace(whole, stages=stages, commands=[c for c in whole.commands if c in only])
