"""Pages of other sites: which may read, and follow live."""

import pytest

from laurels.api.access import origin_allowed
from laurels.settings import Settings, SettingsError, load_settings

LISTED = "https://game.example"
SETTINGS = Settings(
    allowed_origins=f"{LISTED}, http://Stream.example:8080/",
    public_url="https://Scores.example/",
)


def asks(origin: str | None, host: str = "127.0.0.1:8000") -> dict[str, object]:
    headers = [(b"host", host.encode())]
    return {"headers": headers if origin is None else [*headers, (b"origin", origin.encode())]}


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://127.0.0.1:8000",
        "https://127.0.0.1:8000",  # a proxy speaks TLS and hands the host on
        "https://scores.example",
        LISTED,
        "http://stream.example:8080",
    ],
)
def test_its_own_pages_and_those_of_listed_sites_may(origin: str | None) -> None:
    assert origin_allowed(SETTINGS, asks(origin))


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://",
        "://127.0.0.1:8000",
        "file://127.0.0.1:8000",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "http://scores.example",
        "http://game.example",
        "https://game.example:444",
        "https://game.example.evil.example",
        "https://evil.example",
    ],
)
def test_no_other_page_may(origin: str) -> None:
    assert not origin_allowed(SETTINGS, asks(origin))


def test_by_default_only_its_own_pages_may() -> None:
    assert origin_allowed(Settings(), asks("http://laurels.local", "Laurels.local"))
    assert not origin_allowed(Settings(), asks(LISTED))
    assert not origin_allowed(Settings(), {"headers": [(b"origin", b"http://a")]})


@pytest.mark.parametrize("text", ["game.example", "*", "https://a b", "https://a/b", "https://a,,"])
def test_what_is_no_origin_stops_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match=r"LAURELS_ALLOWED_ORIGINS.*origins like https://"):
        load_settings({"LAURELS_ALLOWED_ORIGINS": text})
