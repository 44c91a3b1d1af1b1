"""Runs before all others: what the tests are told must not be taken for a setting of Laurels,
which refuses what it does not know."""

import os

if "LAURELS_TEST_DATA" in os.environ:
    os.environ["TEST_DATA"] = os.environ.pop("LAURELS_TEST_DATA")
