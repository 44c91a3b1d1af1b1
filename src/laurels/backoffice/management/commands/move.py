"""`laurels move`: an embedded data set taken over into PostgreSQL."""

import re
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import CommandError, CommandParser

from laurels.backoffice.command import LaurelsCommand, counted, run_async
from laurels.backoffice.migrating import unknown_migrations
from laurels.backoffice.models import Leaderboard
from laurels.backoffice.move_accounts import TARGET, known_as_target, move_accounts
from laurels.backoffice.prepare_postgres import migrate_postgres
from laurels.backoffice.progress import Progress
from laurels.data_sets import check_database, mark_as_moved
from laurels.moving import a_move, held_once_free, new_token, settle
from laurels.ports.moving import FIRST
from laurels.rules.errors import Conflict, LaurelsError
from laurels.settings import Settings
from laurels.usecases.move_data import MoveData

SCHEMES = ("postgresql://", "postgres://")
NO_ADDRESS = (
    "--to is no address of a PostgreSQL; it takes one like "
    "postgresql://laurels:secret@db.example.com:5432/laurels."
)
AGAIN = "The data folder is as it was. The same command goes on where this one stopped."


class Command(LaurelsCommand):
    """The data folder is left as it is; the database has no server before the move is complete."""

    help = (
        "Take a data folder over into an empty PostgreSQL database: definitions, players, events, "
        "entries, submission ids with their answers, keys and staff. Each row is read back and "
        "compared. A server may run on for most of the time; the command says when to stop it, "
        "waits for that, and takes over what has come since."
    )
    example = """
        laurels move --to postgresql://laurels:secret@db.example.com/laurels
        laurels move --to postgresql://laurels:secret@db.example.com/laurels --data /srv/laurels
    """
    stopped = f"Stopped. {AGAIN}"
    makes_data = False

    def add_options(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument(
            "--to",
            metavar="URL",
            required=True,
            help="address of an empty PostgreSQL database; -: read it from the standard input, "
            "since others on this machine can see what a command is called with",
        )

    def _settings(self, options: dict[str, Any]) -> Settings:
        settings = super()._settings(options)
        if settings.database_url:
            raise CommandError(
                "LAURELS_DATABASE_URL is set, and a data folder is moved. Unset it for this "
                "command."
            )
        return settings

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Copy beside the server, then alone what has changed since."""
        started, to = time.monotonic(), options["to"].strip()
        if to == "-":
            to = sys.stdin.readline().strip()
        if not to.startswith(SCHEMES):
            raise CommandError(NO_ADDRESS)
        if newer := unknown_migrations():
            raise Conflict(f"'{settings.data}' is of a newer version of Laurels ({newer[-1]}).")
        check_database(to, "--to")
        with known_as_target(to):
            migrate_postgres(TARGET)
            try:
                rows = self._move(settings, to)
            except Conflict:
                raise
            except LaurelsError as error:
                raise CommandError(f"{error} {AGAIN}") from error
        self._tell(settings, to, rows, time.monotonic() - started)

    def _move(self, settings: Settings, to: str) -> Mapping[str, int]:
        token = new_token()
        known = FIRST

        def begin(what: str) -> Callable[[MoveData], Any]:
            return lambda move: self._pass(move, what, known)

        def beside_the_server() -> None:
            nonlocal known
            known, _ = run_async(_with(settings, to, token, begin("rows beside the server")))
            self.err.print(
                "All that the server had when this began is copied. Stop the server now: what has "
                "come since is taken over then. (Ctrl+C leaves everything as it is.)"
            )

        run_async(_with(settings, to, token, MoveData.begin))
        with held_once_free(settings, beside_the_server):
            run_async(settle(settings))
            _, rows = run_async(_with(settings, to, token, begin("rows")))
            move_accounts()
            run_async(_with(settings, to, token, MoveData.finish))
        return rows  # type: ignore[no-any-return]

    async def _pass(self, move: MoveData, what: str, known: int) -> tuple[int, Mapping[str, int]]:
        """Up to which event it has copied at least, and rows by table."""
        last = await move.last_event()
        with Progress(self.err, what, await move.total() - max(0, known)) as progress:
            return last, await move.copy(progress.advance, known)

    def _tell(self, settings: Settings, to: str, rows: Mapping[str, int], took: float) -> None:
        where = urlsplit(to)
        address = where._replace(
            netloc=f"…@{where.netloc.rpartition('@')[2]}",
            query=re.sub("password=[^&]*", "password=…", where.query),
        ).geturl()
        mark_as_moved(settings, address)
        there = Leaderboard.objects.filter(deleted_at=None).count()
        self.out.print(
            f"Moved {counted(there, 'leaderboard')}, "
            f"{counted(rows['players'], 'player')} and "
            f"{counted(rows['entries'], 'entry', 'entries')} in {took:.1f} s; each row was read "
            "back and compared.\n\n"
            "Give every server these settings, and start it:\n"
            f"  LAURELS_DATABASE_URL={address}\n"
            "  LAURELS_REDIS_URL=redis://...\n"
            f"  LAURELS_SECRET_KEY=... (that in '{settings.data}/secret_key' keeps staff signed "
            "in)\n\n"
            f"`laurels check` with these settings proves it all once more. '{settings.data}' is "
            "as it was, with a note where it has gone; a server that is started on it again would "
            "take scores that are not moved.",
            markup=False,
        )


async def _with(settings: Settings, to: str, token: str, work: Callable[[MoveData], Any]) -> Any:
    async with a_move(settings, to, token) as move:
        return await work(move)
