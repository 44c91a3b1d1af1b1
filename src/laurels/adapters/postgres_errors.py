"""What PostgreSQL's errors mean: whether to try again, and whether a connection is lost."""

import logging

import psycopg
from psycopg_pool import PoolClosed

from laurels.rules.errors import Unavailable

# Class or code of an error that another attempt may not meet: a conflict between transactions, a
# server that ends, begins or has become a standby, and too many connections.
TRANSIENT = ("08", "40001", "40P01", "53", "55P03", "57P", "25006", "25P03")
LOST = ("08", "57P", "25P03")

log = logging.getLogger(__name__)


def is_lost(error: BaseException) -> bool:
    """Whether the connection ended, so that the server's last answer may be missing."""
    if isinstance(error, TimeoutError):
        return True
    if not isinstance(error, psycopg.Error) or isinstance(error, PoolClosed):
        return False
    if error.sqlstate is None:
        return isinstance(error, psycopg.OperationalError)
    return error.sqlstate.startswith(LOST)


def is_held_up(error: BaseException) -> bool:
    """Whether others kept the work from what it needs."""
    return is_lost(error) or isinstance(error, psycopg.errors.LockNotAvailable)


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed on another attempt."""
    if is_lost(error):  # or none was to be had in time
        return True
    return isinstance(error, psycopg.Error) and (error.sqlstate or "").startswith(TRANSIENT)


def unavailable(error: BaseException) -> Unavailable:
    """What is told to those who asked, who may be anybody: hosts are for the log only.

    >>> text = 'connection to server at "10.0.0.7", port 5432 failed: Connection refused'
    >>> unavailable(psycopg.OperationalError(text)).detail
    'The database cannot serve this now: Connection refused.'
    >>> unavailable(psycopg.OperationalError('could not translate host name "db"')).detail
    'The database cannot serve this now.'
    """
    said = (str(error).strip().splitlines() or ["no answer"])[0]
    reason = said.rpartition("failed: ")[2] or "no answer"
    if "host" in reason:
        log.warning("the database cannot serve: %s", said)
        return Unavailable("The database cannot serve this now.")
    return Unavailable(f"The database cannot serve this now: {reason}.")
