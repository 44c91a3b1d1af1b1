"""All settings as a list: for `laurels settings` and the reference page."""

from typing import NamedTuple, get_type_hints

import msgspec

from laurels.settings import PREFIX, Settings, allowed

PAGE = """# Settings

Every setting is an environment variable. A wrong or unknown one stops the start and says what
is allowed. This page is made by `laurels settings --markdown`.

| variable | default | allowed | meaning |
|---|---|---|---|
"""


class Setting(NamedTuple):
    """One setting as a person reads it."""

    variable: str
    default: str
    allowed: str
    meaning: str


def list_settings() -> list[Setting]:
    """All of them, in the order of `laurels.settings`."""
    hints = get_type_hints(Settings, include_extras=True)
    fields = {field.name: field for field in msgspec.structs.fields(Settings)}
    return [
        Setting(
            PREFIX + name.upper(),
            _shown(fields[name].default),
            allowed(name),
            hint.__metadata__[0].description,
        )
        for name, hint in hints.items()
        if name in fields
    ]


def settings_page() -> str:
    """The reference page, `docs/reference/settings.md`."""
    rows = [
        f"| `{s.variable}` | {f'`{s.default}`' if s.default else ''} | {s.allowed} | {s.meaning} |"
        for s in list_settings()
    ]
    return PAGE + "\n".join(rows) + "\n"


def _shown(default: object) -> str:
    return str(default).lower() if isinstance(default, bool) else str(default)
