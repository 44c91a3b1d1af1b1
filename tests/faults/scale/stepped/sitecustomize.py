"""A Python that finds this on its path lives by a clock that a test steps.

The file named by STEPPED_CLOCK holds how many nanoseconds it goes ahead of the machine's.
"""

import mmap
import os
import struct
import time


def begin(file: str) -> None:
    """Live by the clock of a file from now on."""
    machine = time.time_ns
    with open(file, "r+b") as steps:
        step = mmap.mmap(steps.fileno(), 8)

    def time_ns() -> int:
        (ahead,) = struct.unpack("=q", step[:8])
        return machine() + int(ahead)

    time.time_ns = time_ns
    time.time = lambda: time_ns() / 1e9


if "STEPPED_CLOCK" in os.environ:
    begin(os.environ["STEPPED_CLOCK"])
