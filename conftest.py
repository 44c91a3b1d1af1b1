"""Runs before all others: what the tests are told must not be taken for a setting of Laurels,
which refuses what it does not know; and Ctrl+C works in what they start, also where a shell has
put them in the background, which has it ignored by all that come after."""

import os
import signal

for name in ("TEST_DATA", "CHROMIUM"):
    if f"LAURELS_{name}" in os.environ:
        os.environ[name] = os.environ.pop(f"LAURELS_{name}")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
