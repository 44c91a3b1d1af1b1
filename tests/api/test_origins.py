"""Pages of other sites: which may read, and follow live."""

from collections.abc import Iterator

import httpx
import pytest

from laurels.api.access import origin_allowed
from laurels.settings import Settings, SettingsError, load_settings
from tests.servers import LaurelsServer

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


ENTRIES = "/api/v1/leaderboards/global/entries"
ASKS_FOR_GET = {"access-control-request-method": "GET"}


@pytest.fixture(scope="module")
def sited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server that another site may read from."""
    data = tmp_path_factory.mktemp("sited") / "data"
    with LaurelsServer(data, LAURELS_ALLOWED_ORIGINS=LISTED) as server:
        yield server.client


@pytest.mark.parametrize("path", [ENTRIES, "/api/v1/leaderboards/nothing", "/api/v1/activity"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_listed_site_may_read_answers_and_refusals(
    sited: httpx.Client, method: str, path: str
) -> None:
    answer = sited.request(method, path, headers={"origin": LISTED})

    assert answer.headers["access-control-allow-origin"] == LISTED
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null", f"{LISTED}.evil.example"])
def test_no_other_site_may_read(sited: httpx.Client, origin: str | None) -> None:
    answer = sited.get(ENTRIES, headers={} if origin is None else {"origin": origin})

    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["vary"] == "Origin"  # a cache must not hand this to the listed site


def test_a_listed_site_may_read_what_has_not_changed(sited: httpx.Client) -> None:
    tag = sited.get(ENTRIES).headers["etag"]

    answer = sited.get(ENTRIES, headers={"origin": LISTED, "if-none-match": tag})

    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["access-control-allow-origin"] == LISTED


def test_a_listed_site_is_told_beforehand_that_it_may_read_with_a_key(sited: httpx.Client) -> None:
    answer = sited.options(ENTRIES, headers={"origin": LISTED, **ASKS_FOR_GET})

    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == LISTED
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"
    assert "Authorization" in answer.headers["access-control-allow-headers"]


def test_no_other_site_is_told_so(sited: httpx.Client) -> None:
    answer = sited.options(ENTRIES, headers={"origin": "https://evil.example", **ASKS_FOR_GET})

    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_listed_site_may_not_write(sited: httpx.Client) -> None:
    url, headers = "/api/v1/leaderboards/global/scores", {"origin": LISTED}

    answer = sited.post(url, json={"player": "ann", "score": 1}, headers=headers)

    assert answer.status_code == 401
    assert "access-control-allow-origin" not in answer.headers


def test_without_listed_sites_nothing_is_said_about_origins(client: httpx.Client) -> None:
    answer = client.get(ENTRIES, headers={"origin": LISTED})

    assert answer.status_code == 200
    assert not {"vary", "access-control-allow-origin"} & set(answer.headers)
