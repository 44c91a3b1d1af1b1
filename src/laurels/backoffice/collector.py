"""The garbage collector, where millions of rows are held that are no garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_off() -> Iterator[None]:
    """No looking for garbage meanwhile. For folds: all they make is given up without it, and it
    would look at every entry again and again, which takes longer than the fold.

    >>> with collector_off():
    ...     gc.isenabled()
    False
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
