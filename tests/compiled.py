"""The compiled parts, where they were built: the same tests run over them and over plain Python."""

import os
from importlib import import_module
from types import ModuleType

import pytest


def compiled(name: str) -> ModuleType:
    """A module of `laurels.native`. Without it a test skips; where CI is set, it fails."""
    try:
        return import_module(f"laurels.native.{name}")
    except ImportError as error:
        reason = f"the compiled part is not built: {error}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
