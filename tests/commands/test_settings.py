from pathlib import Path

import pytest

from laurels.backoffice.settings_list import list_settings
from tests.commands.conftest import Run

PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"


def test_the_reference_page_is_what_the_command_prints(run: Run) -> None:
    assert run("settings", "--markdown").out == PAGE.read_text(), (
        "run `laurels settings --markdown > docs/reference/settings.md`"
    )


def test_every_setting_is_listed_and_one_that_is_set_shows_its_value(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAURELS_PORT", "9123")
    told = run("settings").out
    assert all(setting.variable in told for setting in list_settings())
    assert "9123" in told
