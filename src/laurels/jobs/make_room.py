"""Make room for the events of the months to come."""

from laurels.jobs.workplace import Workplace
from laurels.ports.job_runs import Outcome
from laurels.usecases.make_room import make_room_for_events


async def make_room(place: Workplace) -> Outcome:
    """As each server does every six hours as well, so that events have a place where no worker
    runs."""
    assert place.months is not None, "this store keeps all events in one place"
    made = await make_room_for_events(place.months, place.clock())
    return Outcome(f"Made {', '.join(made)}." if made else "All are there.")
