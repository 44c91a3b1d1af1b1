"""A PostgreSQL that cannot be used stops the start, with what is wrong and what to do."""

import socket

import pytest

from laurels.adapters.postgres_start import check_database
from laurels.rules.errors import Conflict, InvalidRequest, LaurelsError
from tests.postgres_server import LOCKED, VERSIONS, PostgresServer, postgres


@pytest.fixture(params=VERSIONS)
def server(request: pytest.FixtureRequest) -> PostgresServer:
    return postgres(request.param)


def refusal(url: str) -> str:
    with pytest.raises(LaurelsError) as refused:
        check_database(url)
    assert "secret" not in refused.value.detail
    return refused.value.detail


def test_a_good_one_is_taken(server: PostgresServer) -> None:
    check_database(server.emptied_database())


def test_an_address_that_is_none() -> None:
    with pytest.raises(InvalidRequest, match="it takes one like postgresql://"):
        check_database("postgresql://a b:secret@/x")


def test_nobody_answers() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    words = refusal(f"postgresql://laurels:secret@127.0.0.1:{port}/laurels")

    assert words.startswith(f"No PostgreSQL can be used at 127.0.0.1:{port}: ")
    assert "refused" in words


def test_a_name_that_leads_nowhere() -> None:
    words = refusal("postgresql://laurels:secret@nowhere.invalid/laurels")
    assert words.startswith("No PostgreSQL can be used at nowhere.invalid:5432: ")


def test_wrong_credentials(server: PostgresServer) -> None:
    if not server.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{LOCKED}'"):
        server.run(f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{LOCKED}'")
    url = server.url("postgres", LOCKED)

    assert f"refuses '{LOCKED}' or the password" in refusal(url)
    assert f"refuses '{LOCKED}' or the password" in refusal(url.replace("@", ":secret@"))
    check_database(url.replace("@", f":{LOCKED}@"))
    assert "refuses 'stranger' or the password" in refusal(server.url("postgres", "stranger"))


def test_no_such_database(server: PostgresServer) -> None:
    words = refusal(server.url("nothing"))
    assert f"There is no database 'nothing' at 127.0.0.1:{server.port}." in words


def test_one_whose_commits_are_not_synced(server: PostgresServer) -> None:
    server.run("CREATE DATABASE hasty")
    server.run("ALTER DATABASE hasty SET synchronous_commit = off")

    with pytest.raises(Conflict, match="an answered score could be lost"):
        check_database(server.url("hasty"))

    server.run("DROP DATABASE hasty")


def test_one_that_cannot_keep_every_name(server: PostgresServer) -> None:
    server.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")

    with pytest.raises(Conflict, match="createdb --encoding=UTF8 --template=template0 latin"):
        check_database(server.url("latin"))

    server.run("DROP DATABASE latin")


def test_a_standby(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laurels.adapters.postgres_start.FACTS", "SELECT 'UTF8', 'on', true")
    with pytest.raises(Conflict, match="Name the primary"):
        check_database(server.url("postgres"))


def test_an_old_version(server: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laurels.adapters.postgres_start.OLDEST", 19)
    with pytest.raises(Conflict, match=f"PostgreSQL {server.version} is too old"):
        check_database(server.url("postgres"))
