"""What `laurels move` refuses, says, and leaves alone."""

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connections

from laurels.backoffice import move_accounts
from laurels.backoffice.move_accounts import MODELS, TARGET, known_as_target
from laurels.backoffice.prepare import prepare
from laurels.moving import settle
from laurels.rules.errors import Unavailable
from laurels.rules.submission import Submission
from laurels.settings import Settings
from laurels.usecases import move_data
from laurels.wiring import embedded
from tests.commands.conftest import Run
from tests.databases import crashed_copy, new_database
from tests.postgres_server import LOCKED, PostgresServer, postgres

LEFT = {  # made by every migration, or empty after a clean end
    *("django_migrations", "django_content_type", "auth_permission", "groups"),
    *("auth_user_groups", "auth_user_user_permissions", "auth_group_permissions"),  # of a model
    *("job_runs", "export_parts"),  # what has been done on that machine, and its files
}


@pytest.fixture
def server() -> PostgresServer:
    return postgres(18)


@pytest.fixture
def url(server: PostgresServer) -> Iterator[str]:
    url = server.new_database()
    yield url
    server.drop(url)


@pytest.fixture
def source(settings: Settings, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few scores, a key and an account; made once, and copied."""
    kept = tmp_path_factory.getbasetemp() / "to-be-moved.sqlite3"
    if kept.exists():
        settings.database.parent.mkdir()
        return Path(shutil.copy(kept, settings.database))
    file = new_database(Path(settings.data))
    assert run("populate", "--players", 200, "--events", 600).code == 0
    assert run("keys", "create", "--name", "of the move", "--scope", "read").code == 0
    User.objects.create_superuser("ann", password="a long one")
    connections["default"].close()
    shutil.copy(file, kept)
    return file


def entries_in(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM entries").fetchone()[0])


def dump(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.iterdump())


def moving(server: PostgresServer, url: str) -> object:
    return server.run("SELECT move FROM data_set", url.rpartition("/")[2])[0][0]


def test_a_move_says_what_to_set_next(source: Path, run: Run, url: str) -> None:
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute(
            "INSERT INTO leaderboards (number, title, public, definition, created_at, deleted_at) "
            "VALUES (99, 'Gone', 1, '{}', 1, 2)"
        )
    before = dump(source)

    code, out, err = run("move", "--to", url.replace("postgres@", "postgres:hidden@"))

    assert code == 0, err
    assert "Moved 2 leaderboards, 200 players and 200 entries" in out
    for name in ("LAURELS_DATABASE_URL=postgresql://", "LAURELS_REDIS_URL", "LAURELS_SECRET_KEY"):
        assert name in out
    assert "hidden" not in out + err
    assert dump(source) == before

    for told in (run("keys", "list"), run("check")):
        assert told.code == 0
        assert "was moved to postgresql://…@" in told.err
        assert "hidden" not in told.err


def test_the_address_may_come_where_nobody_sees_it(
    source: Path, run: Run, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{url}\n"))

    assert run("move", "--to", "-").code == 0


@pytest.mark.parametrize("to", ["", "laurels", "-"])
def test_what_is_no_address_is_refused(
    source: Path, run: Run, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    refused = run("move", f"--to={to}")

    assert refused.code == 1
    assert "--to is no address of a PostgreSQL" in refused.err


def test_accounts_and_keys_come_along(
    source: Path, run: Run, url: str, server: PostgresServer
) -> None:
    assert run("move", "--to", url).code == 0

    name = url.rpartition("/")[2]
    password = User.objects.get().password
    connections["default"].close()
    moved = server.run("SELECT id, username, password, is_superuser FROM auth_user", name)
    assert moved == [(1, "ann", password, True)]
    assert server.run("SELECT name, scopes FROM api_keys", name) == [("of the move", "read")]
    next_id = server.run("SELECT nextval(pg_get_serial_sequence('auth_user', 'id'))", name)
    assert next_id == [(2,)]


def test_every_table_is_moved_or_known_to_be_left() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    moved = {table.name for table in move_data.TABLES}
    moved |= {model._meta.db_table for model in MODELS}

    assert tables - moved - LEFT == set()


def test_a_database_that_is_in_use_is_refused(source: Path, run: Run, url: str) -> None:
    assert run("move", "--to", url).code == 0
    before = dump(source)

    again = run("move", "--to", url)

    assert again.code == 1
    assert "holds a data set already. Name an empty one" in again.err
    assert dump(source) == before


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("mysql://db/laurels", "--to is no address of a PostgreSQL"),
        ("postgresql://127.0.0.1:1/laurels", "No PostgreSQL can be used at 127.0.0.1:1"),
        ("there is no such database", "Make it with createdb. Correct --to."),
        ("the password is wrong", f"refuses '{LOCKED}' or the password. Correct --to."),
    ],
)
def test_an_address_that_does_not_work_is_refused(
    source: Path, run: Run, server: PostgresServer, to: str, said: str
) -> None:
    if to.startswith("there"):
        to = server.url("nothing")
    if to.startswith("the password"):
        if not server.run(f"SELECT 1 FROM pg_roles WHERE rolname = '{LOCKED}'"):
            server.run(f"CREATE ROLE {LOCKED} LOGIN PASSWORD '{LOCKED}'")
        to = server.url("postgres", LOCKED).replace("@", ":wrong@")

    refused = run("move", "--to", to)

    assert refused.code == 1
    assert said in refused.err


def test_a_database_of_a_newer_version_is_refused(
    source: Path, run: Run, url: str, server: PostgresServer
) -> None:
    later = "INSERT INTO django_migrations (app, name, applied) VALUES ('backoffice', '9_l', now())"
    server.run(later, url.rpartition("/")[2])

    refused = run("move", "--to", url)

    assert (refused.code, "newer version of Laurels (9_l)" in refused.err) == (1, True)
    assert moving(server, url) is None


def test_a_folder_of_a_newer_version_is_refused(source: Path, run: Run, url: str) -> None:
    with closing(sqlite3.connect(source)) as connection, connection:
        connection.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('backoffice', '9_l', 1)"
        )

    refused = run("move", "--to", url)

    assert (refused.code, "newer version of Laurels (9_l)" in refused.err) == (1, True)


def test_no_folder_and_settings_that_contradict_are_refused(
    settings: Settings, run: Run, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no data set in" in run("move", "--to", url).err
    new_database(Path(settings.data))
    monkeypatch.setenv("LAURELS_DATABASE_URL", url)
    assert "LAURELS_DATABASE_URL is set" in run("move", "--to", url).err


def test_half_a_move_is_not_served_and_goes_on(
    source: Path, run: Run, url: str, server: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = dump(source)

    def fails() -> None:
        raise Unavailable("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("laurels.backoffice.management.commands.move.move_accounts", fails)
        failed = run("move", "--to", url)
    assert failed.code == 1
    assert "The disk is full. The data folder is as it was. The same command goes on" in failed.err
    assert dump(source) == before
    assert moving(server, url) is not None
    monkeypatch.setenv("LAURELS_DATABASE_URL", url)
    refused = run("check")
    assert (refused.code, "is not complete. Let `laurels move` end" in refused.err) == (1, True)
    monkeypatch.delenv("LAURELS_DATABASE_URL")

    assert run("move", "--to", url).code == 0

    monkeypatch.setenv("LAURELS_DATABASE_URL", url)
    told = run("check").out
    assert "entries are the fold of the events" in told
    assert "✗" not in told
    assert "Not looked at: index in Redis" in told
    assert "LAURELS_REDIS_URL is not set." in told


def test_accounts_that_come_back_otherwise_are_refused(
    source: Path, settings: Settings, url: str, server: PostgresServer
) -> None:
    prepare(settings)
    server.run(
        "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.email = 'x'; RETURN NEW; END $$; "
        "CREATE TRIGGER spoils BEFORE INSERT ON auth_user FOR EACH ROW EXECUTE FUNCTION spoil()",
        url.rpartition("/")[2],
    )
    with known_as_target(url), pytest.raises(Unavailable, match="'auth_user' came back other"):
        move_accounts.move_accounts()

    assert server.run("SELECT count(*) FROM auth_user", url.rpartition("/")[2]) == [(0,)]
    assert TARGET not in connections


async def test_rows_that_wait_for_their_place_are_put_there(
    source: Path, settings: Settings, tmp_path: Path
) -> None:
    async with embedded(settings) as laurels:
        board = laurels.manage_leaderboards.get("populate")
        scores = [Submission(board, f"late{n}", (n,)) for n in range(20)]
        await laurels.submit_scores.submit(board, scores, ranked=False)
        crashed = crashed_copy(source, tmp_path / "crashed")

    before = entries_in(crashed)
    await settle(Settings(data=str(crashed.parent)))

    assert entries_in(crashed) == before + 20
