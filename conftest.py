"""Runs before all others: what the tests are told must not be taken for a setting of Laurels,
which refuses what it does not know."""

import os

for name in ("TEST_DATA", "CHROMIUM"):
    if f"LAURELS_{name}" in os.environ:
        os.environ[name] = os.environ.pop(f"LAURELS_{name}")
