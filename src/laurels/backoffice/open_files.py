"""How many connections the system lets this process hold."""

import logging
import sys

OTHERS = 256  # files beside those of watchers: games' connections, the database, logs

log = logging.getLogger(__name__)


def raise_open_files(watchers: int) -> None:
    """Take as many open files as the system allows, and say so where so many watchers do not
    fit in."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = watchers + OTHERS
    if soft >= needed or soft == resource.RLIM_INFINITY:
        return
    wanted = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    if wanted < needed:
        log.warning(
            "this process may open %d files, so about %d clients can watch, not the %d of "
            "LAURELS_LIVE_CLIENTS; raise the limit (ulimit -Hn %d, or LimitNOFILE=%d in a "
            "systemd unit) or lower the setting",
            wanted,
            max(0, wanted - OTHERS),
            watchers,
            needed,
            needed,
        )
