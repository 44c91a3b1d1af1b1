"""Commands that speak to a running server, or run beside one."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.commands.conftest import Run
from tests.servers import LaurelsServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LaurelsServer]:
    with LaurelsServer(tmp_path / "data", "--dev") as server:
        yield server


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def total(server: LaurelsServer, board: str) -> int:
    answer = server.client.get(f"/api/v1/leaderboards/{board}/stats").json()
    return answer["events"]  # type: ignore[no-any-return]


def test_an_import_over_http_counts_once_and_gives_reasons(
    server: LaurelsServer, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rows = "".join(f"p{n},{n}.25,{n}\n" for n in range(50))
    file = write(tmp_path / "in.csv", f"player,points,wins\n{rows}q,1.125,0\n,1,1\n")
    arguments = ("import", file, "--leaderboard", "cup", "--create", "--operator", "sum",
                 "--score", "points=points", "--score", "wins=wins", "--decimals", "points=2",
                 "--url", server.url)  # fmt: skip
    first, again = run(*arguments), run(*arguments)
    assert "50 accepted; 2 refused" in first.out, first
    assert "0 accepted; 50 were in already; 2 refused" in again.out
    refused = [json.loads(x) for x in Path("in.csv.rejected.ndjson").read_text().splitlines()]
    assert [line["line"] for line in refused] == [52, 53]
    top = server.client.get("/api/v1/leaderboards/cup/entries?limit=1").json()["entries"][0]
    assert (top["player"], top["scores"]) == ("p49", {"points": 49.25, "wins": 49})


def test_an_import_is_told_what_its_key_lacks(tmp_path: Path, run: Run) -> None:
    file = write(tmp_path / "in.csv", "player,score\na,1\n")
    with LaurelsServer(tmp_path / "guarded") as guarded:
        ran = run("import", file, "--leaderboard", "global", "--url", guarded.url)
    assert ran.code == 1
    assert "--key" in ran.err


def test_export_check_and_keys_work_beside_a_server(server: LaurelsServer, run: Run) -> None:
    for n in range(20):
        server.client.post(
            "/api/v1/leaderboards/global/scores", json={"player": f"p{n}", "score": n}
        )
    assert run("check").code == 0
    assert len(run("export", "--leaderboard", "global").out.splitlines()) == 21
    key = run("keys", "create", "--name", "k", "--scope", "read").out.strip()
    headers = {"Authorization": f"Bearer {key}"}
    assert server.client.get("/api/v1/leaderboards", headers=headers).status_code == 200


def test_a_simulation_outlives_the_server_and_doubles_nothing(
    server: LaurelsServer, run: Run
) -> None:
    port = server.url.rpartition(":")[2]
    told: list[str] = []
    simulate = ("simulate", "--url", server.url, "--leaderboard", "global", "--rate", 60,
                "--duration", 6, "--players", 10)  # fmt: skip
    playing = threading.Thread(target=lambda: told.append(run(*simulate).out))
    playing.start()
    until(lambda: total(server, "global") > 20)
    server.kill()
    server.options = ("--dev", "--port", port)
    server.start()
    playing.join()
    accepted = int(told[0].split()[0].replace(",", ""))
    assert accepted == total(server, "global") > 20


def test_a_simulation_on_a_board_that_is_not_there_names_those_that_are(
    server: LaurelsServer, run: Run
) -> None:
    ran = run("simulate", "--url", server.url, "--leaderboard", "nope")
    assert ran.code == 1
    assert "there are global" in ran.err
