"""Prove the data set, night by night."""

from laurels.checking import checking
from laurels.ports.job_runs import Facts, Outcome
from laurels.settings import Settings


async def check(settings: Settings, run: int, argument: Facts) -> Outcome:
    """As `laurels check`, without the differences one by one. O(events + entries * log entries),
    memory O(entries)."""
    async with checking(settings, lambda catalog: catalog.leaderboards()) as (work, _, _):
        await work.compare(await work.fold(lambda _: None), lambda _: None)
    facts = {fact.name: {"looked_at": fact.looked_at, "wrong": fact.wrong} for fact in work.facts}
    unseen = " ".join(f"Not looked at: {f.name}. {f.unseen}" for f in work.facts if f.unseen)
    if wrong := [f"{fact.name} ({fact.wrong:,})" for fact in work.facts if fact.wrong]:
        said = f"Not so: {', '.join(wrong)}. `laurels check` shows where."
        return Outcome(f"{said} {unseen}".strip(), facts, is_good=False)
    looked = ", ".join(f"{f.name} ({f.looked_at:,})" for f in work.facts if not f.unseen)
    if unseen:
        return Outcome(f"{unseen} All else is clean: {looked}.", facts, is_good=False)
    return Outcome(f"All clean: {looked}.", facts)
