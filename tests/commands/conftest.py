"""Commands run in this process, as they do behind the `laurels` script."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import django
import pytest

from laurels import cli
from laurels.settings import Settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
os.environ.setdefault("LAURELS_SECRET_KEY", "of the tests")
django.setup()


class Ran(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=str(tmp_path / "data"))


@pytest.fixture
def run(
    settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """`run("keys", "list")` runs a command on the test's own data set."""
    monkeypatch.setenv("LAURELS_DATA", settings.data)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")

    def run(*args: object) -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["laurels", *map(str, args)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
        out, err = capsys.readouterr()
        assert isinstance(code, int)
        assert "Traceback" not in err, err
        return Ran(code, out, err)

    return run


@pytest.fixture(autouse=True)
def _log_as_before() -> Iterator[None]:
    """`serve` logs to the terminal of its process, which is gone when the test is."""
    loggers = [logging.getLogger(name) for name in (None, "uvicorn.error", "httpx", "asyncio")]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("LAURELS_"):
            monkeypatch.delenv(name)
