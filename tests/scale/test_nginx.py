"""The nginx of `deploy/` and of the tutorial, as they are, before two processes. Only the names
of the machines, and its files, are this test's."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from laurels.adapters.local_programs import free_port
from tests.docs.documents import ROOT
from tests.redis_server import wait_until
from tests.scale.conftest import Pair
from tests.scale.test_two_processes import new_board, submit

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
FILES = {  # where nginx writes, which needs no root
    "daemon": "off",
    "pid": "nginx.pid",
    "error_log": "error.log",
}
TEMPORARY = "".join(
    f"{kind}_temp_path tmp;" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
)


def of_deploy(ports: list[int]) -> str:
    """Without what finds Docker's replicas: an nginx of 2022 cannot."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text, count = re.subn(
        r"server api:8000 resolve (.*);",
        lambda m: " ".join(f"server 127.0.0.1:{port} {m[1]};" for port in ports),
        text,
    )
    assert count == 1
    return text.replace("http {", "http {" + TEMPORARY)


def of_the_tutorial(ports: list[int]) -> str:
    tutorial = (ROOT / "docs" / "tutorial" / "scale-out.md").read_text(encoding="utf-8")
    text = re.findall(r"cat > nginx.conf <<'END'\n(.*?)^END$", tutorial, re.DOTALL | re.MULTILINE)
    first, second = ports
    return (
        str(text[0])
        .replace("127.0.0.1:8000", f"127.0.0.1:{first}")
        .replace("127.0.0.1:8001", f"127.0.0.1:{second}")
    )


@contextmanager
def nginx(folder: Path, conf: str) -> Iterator[str]:
    """One on a free port; its address."""
    assert NGINX
    port = free_port()
    conf = re.sub(r"listen .*;", f"listen 127.0.0.1:{port};", conf)
    for name, value in FILES.items():
        conf = f"{name} {value};\n" + re.sub(rf"^{name} .*;$", "", conf, flags=re.MULTILINE)
    (folder / "nginx.conf").write_text(conf)
    command = [NGINX, "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            wait_until(lambda: _answers(url), "nginx answers", (folder / "error.log").read_text)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.skipif(NGINX is None, reason="no nginx on this machine")
@pytest.mark.parametrize("conf", [of_deploy, of_the_tutorial])
def test_one_address_serves_both_and_lets_watchers_through(
    pair: Pair, tmp_path: Path, conf: object
) -> None:
    assert callable(conf)
    ports = [int(server.url.rpartition(":")[2]) for server in pair]
    board = new_board(pair, f"behind-{conf.__name__.replace('_', '-')}")
    events = {"Accept": "text/event-stream"}
    with (
        nginx(tmp_path, conf(ports)) as url,
        connect(f"{url.replace('http', 'ws')}{board}/live") as socket,
        httpx.stream("GET", f"{url}{board}/live", headers=events, timeout=20) as stream,
        httpx.Client(base_url=url) as client,
    ):
        assert json.loads(socket.recv(20))["type"] == "snapshot"
        lines = stream.iter_lines()
        assert "snapshot" in next(line for line in lines if line.startswith("event"))

        submit(pair[0], board, "ann", 5)
        answer = client.post(f"{board}/scores", json={"player": "bob", "score": 7})

        assert answer.status_code in (200, 201)
        assert answer.json()["entry"]["rank"] == 1
        assert "change" in next(line for line in lines if line.startswith("event"))
        assert json.loads(socket.recv(20))["type"] == "change"
        page = client.get(f"{board}/entries?limit=1").json()
        assert page["entries"][0]["player"] == "bob"
