"""What goes wrong for a while, told to the log when it begins and when it is over."""

import logging


class Trouble:
    """Where something fails again and again, only the first failure is told.

    >>> log = logging.getLogger("example")
    >>> trouble = Trouble(log, "Redis answers again")
    >>> trouble.is_over(), trouble.goes_on("Redis is away: %s", "refused"), trouble.is_on
    (None, None, True)
    """

    def __init__(self, log: logging.Logger, over: str, level: int = logging.WARNING) -> None:
        self._log, self._over, self._level = log, over, level
        self.is_on = False

    def goes_on(self, text: str, *args: object) -> None:
        """It has failed, maybe not for the first time."""
        if not self.is_on:
            self.is_on = True
            self._log.log(self._level, text, *args)

    def is_over(self) -> None:
        """It has not failed."""
        if self.is_on:
            self.is_on = False
            self._log.log(self._level, self._over)
