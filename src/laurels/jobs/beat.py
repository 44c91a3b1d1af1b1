"""Celery's beat, which says once that its broker is away."""

import logging
from typing import Any

from celery.beat import Scheduler, SchedulingError

log = logging.getLogger(__name__)


class QuietScheduler(Scheduler):  # type: ignore[misc]
    """Keeps nothing: the runs tell what is due. One line when looks cannot be sent any more, and
    one when they can again."""

    _is_away = False

    def apply_entry(self, entry: Any, producer: Any = None) -> None:
        """Send one."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except SchedulingError as error:
            if not self._is_away:
                log.warning(
                    "jobs wait: the broker does not answer (%s)", error.__context__ or error
                )
            self._is_away = True
            return
        if self._is_away:
            log.warning("the broker answers again")
        self._is_away = False
