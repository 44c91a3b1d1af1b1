"""The admin behind a proxy that speaks TLS, as `LAURELS_PUBLIC_URL` tells it."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from laurels.settings import SettingsError, load_settings
from tests.servers import LaurelsServer

LOGIN = "/admin/login/"
FORWARDED = {"host": "scores.example.com", "x-forwarded-proto": "https"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaurelsServer]:
    folder: Path = tmp_path_factory.mktemp("proxied") / "data"
    with LaurelsServer(folder, LAURELS_PUBLIC_URL="https://scores.example.com/") as server:
        yield server


def sign_in(client: httpx.Client, origin: str, headers: dict[str, str]) -> httpx.Response:
    """The answer to a wrong password, or to a form that is not believed."""
    page = client.get(LOGIN, headers=headers)
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
    assert found
    cookie = page.headers["set-cookie"].partition(";")[0]
    return client.post(
        LOGIN,
        data={"username": "ada", "password": "wrong", "csrfmiddlewaretoken": found[1]},
        headers={**headers, "cookie": cookie, "origin": origin, "referer": f"{origin}/admin/"},
    )


def test_cookies_travel_over_tls_only(server: LaurelsServer) -> None:
    answer = server.client.get(LOGIN, headers=FORWARDED)

    assert answer.status_code == 200
    assert "; secure" in answer.headers["set-cookie"].lower()


@pytest.mark.parametrize("headers", [FORWARDED, {"x-forwarded-proto": "https"}])
def test_a_form_of_the_public_address_is_taken(
    server: LaurelsServer, headers: dict[str, str]
) -> None:
    assert sign_in(server.client, "https://scores.example.com", headers).status_code == 200


def test_a_form_of_another_site_is_not(server: LaurelsServer) -> None:
    assert sign_in(server.client, "https://evil.example", FORWARDED).status_code == 403


def test_without_a_public_address_cookies_work_on_this_machine(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data") as server:
        answer = server.client.get(LOGIN)
        assert "; secure" not in answer.headers["set-cookie"].lower()
        assert sign_in(server.client, server.url, {}).status_code == 200


@pytest.mark.parametrize("url", ["scores.example.com", "ftp://a", "https://a/b", "https://"])
def test_what_is_no_address_stops_the_start(url: str) -> None:
    with pytest.raises(SettingsError, match="it takes an address like"):
        load_settings({"LAURELS_PUBLIC_URL": url})


def test_a_proxy_on_this_machine_is_believed_about_address_and_client(tmp_path: Path) -> None:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        for user in (1, 2):
            body = {"user_id": user, "score": user}
            assert server.client.post("/api/leaderboard/submit", json=body).status_code == 201

        page = server.client.get("/api/leaderboard/top?limit=1", headers=FORWARDED).json()
        far = {"x-forwarded-for": "203.0.113.9"}
        refused = server.client.post("/api/leaderboard/submit", json=body, headers=far)

    assert page["next"].startswith("https://scores.example.com/api/leaderboard/top?")
    assert refused.status_code == 401
