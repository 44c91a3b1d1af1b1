"""A server takes as many open files as its watchers may need, and says where it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest

from laurels.backoffice.open_files import OTHERS
from tests.servers import START_SECONDS

pytest.importorskip("resource", reason="open files are limited so on POSIX systems only")

CHILD = """
import logging, resource, sys
from laurels.backoffice.open_files import raise_open_files
soft, hard, watchers = map(int, sys.argv[1:])
logging.basicConfig(format="%(message)s", stream=sys.stdout)
resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
raise_open_files(watchers)
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def after(soft: int, hard: int, watchers: int) -> list[str]:
    """What a process with these limits says, and at last the limits that it has then."""
    command = [sys.executable, "-c", CHILD, *map(str, (soft, hard, watchers))]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def test_a_limit_that_is_high_enough_stays() -> None:
    assert after(2_000, 4_000, 1_000) == ["2000 4000"]


def test_a_low_limit_is_raised_as_far_as_is_needed() -> None:
    assert after(300, 4_000, 1_000) == [f"{1_000 + OTHERS} 4000"]


def test_where_the_system_lets_it_be_raised_no_further_it_says_what_to_do() -> None:
    said, limits = after(300, 500, 1_000)

    assert limits == "500 500"
    assert said == (
        f"this process may open 500 files, so about {500 - OTHERS} clients can watch, not the "
        f"1000 of LAURELS_LIVE_CLIENTS; raise the limit (ulimit -Hn {1_000 + OTHERS}, or "
        f"LimitNOFILE={1_000 + OTHERS} in a systemd unit) or lower the setting"
    )


def test_a_server_that_cannot_hold_its_watchers_says_so_at_the_start(tmp_path: Path) -> None:
    serve = [sys.executable, "-u", "-m", "laurels", "serve", "--port", "0", "--data", str(tmp_path)]
    limited = ["sh", "-c", 'ulimit -n 500 && exec "$@"', "sh", *serve]
    with subprocess.Popen(limited, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as server:
        try:
            assert server.stdout is not None
            said = next((line for line in server.stdout if b"ulimit -Hn" in line), b"")
        finally:
            server.terminate()
            server.communicate(timeout=START_SECONDS)
    assert b"may open 500 files" in said
    assert b"LAURELS_LIVE_CLIENTS" in said
