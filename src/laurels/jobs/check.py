"""Prove the data set, night by night."""

from functools import partial

from laurels.data_sets import snapshot
from laurels.ports.job_runs import Facts, Outcome
from laurels.profiles import new_index
from laurels.settings import Settings
from laurels.usecases.check_data import CheckData


async def check(settings: Settings, run: int, argument: Facts) -> Outcome:
    """As `laurels check`, without the differences one by one. O(events + entries * log entries),
    memory O(entries)."""
    async with snapshot(settings) as data:
        boards = data.catalog.leaderboards()
        make_index = partial(new_index, settings.pure)
        work = CheckData(data.catalog, data.journal, data.upkeep, make_index, boards)
        await work.compare(await work.fold(lambda _: None), lambda _: None)
    facts = {fact.name: {"looked_at": fact.looked_at, "wrong": fact.wrong} for fact in work.facts}
    if wrong := [f"{fact.name} ({fact.wrong:,})" for fact in work.facts if fact.wrong]:
        said = f"Not so: {', '.join(wrong)}. `laurels check` shows where."
        return Outcome(said, facts, is_good=False)
    looked = ", ".join(f"{fact.name} ({fact.looked_at:,})" for fact in work.facts)
    return Outcome(f"All clean: {looked}.", facts)
