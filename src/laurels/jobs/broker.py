"""Whether the broker of jobs can be one, and where in it the jobs of a data set are."""

import asyncio

from laurels.settings import Settings, SettingsError
from laurels.workshop import is_broker_a_cluster, name_of_data_set


def check_broker(settings: Settings) -> None:
    """SettingsError, with what to do, where no worker is needed, or the broker is a Cluster;
    Unavailable where it does not answer. Call it outside of an event loop."""
    if not (settings.database_url and settings.redis_url):
        raise SettingsError(
            "Workers are for PostgreSQL and Redis: set LAURELS_DATABASE_URL and LAURELS_REDIS_URL. "
            "Without them `laurels serve` runs its jobs itself."
        )
    if asyncio.run(is_broker_a_cluster(settings)):
        raise SettingsError(
            f"{settings.broker_setting} is a Redis Cluster, which Celery cannot use as a broker. "
            "Set LAURELS_BROKER_URL to a stand-alone Redis or Valkey; a small one will do."
        )


def queue_of(settings: Settings) -> str:
    """The queue of a data set: several may share a broker. Unavailable where PostgreSQL does not
    answer. Call it outside of an event loop."""
    if not settings.database_url:
        return "laurels"
    return f"laurels:{asyncio.run(name_of_data_set(settings))}:jobs"
