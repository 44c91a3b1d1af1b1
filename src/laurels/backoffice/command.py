"""What all commands share: the data folder, plain refusals, and a help that shows our options."""

import argparse
import asyncio
import contextlib
import os
import sys
import textwrap
from collections.abc import Coroutine, Sequence
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console

from laurels.backoffice.prepare import prepare
from laurels.backoffice.terminal import refuse
from laurels.data_sets import other_data
from laurels.ports.catalog import Catalog
from laurels.rules.errors import LaurelsError, LeaderboardNotFound
from laurels.rules.leaderboard import Leaderboard
from laurels.settings import Settings, SettingsError, load_settings

HELP_WIDTH = 88
PIPE_WIDTH = 200  # columns, where no terminal tells
NOISE = {  # Django's own options
    "--version",
    "--verbosity",
    "--settings",
    "--pythonpath",
    "--traceback",
    "--no-color",
    "--force-color",
    "--skip-checks",
}


class QuietCommand(BaseCommand):
    """A command whose help shows our options only, and whose refusals are one sentence."""

    example: ClassVar[str] = ""  # command lines, shown at the end of the help
    stopped: ClassVar[str] = ""  # what to say after Ctrl+C

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Django's parser without its own options in the help, and with an example."""
        parser = super().create_parser(
            os.path.basename(prog_name),
            subcommand,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            epilog=f"for example:\n{_indented(self.example)}" if self.example else None,
            **kwargs,
        )
        parser.description = textwrap.fill(self.help, HELP_WIDTH)
        for action in parser._actions:
            if set(action.option_strings) & NOISE:
                action.help = argparse.SUPPRESS
        return parser

    def before(self) -> None:
        """What comes before Django's own checks."""

    def warn_of_other_data(self, settings: Settings) -> None:
        """Say so where the data folder is hardly the data that are meant."""
        if text := other_data(settings):
            console = _console(self.stderr._out)
            console.print(f"warning: {text}", style="yellow", markup=False, soft_wrap=True)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Django's, with our errors turned into its own."""
        try:
            self.before()
            return super().execute(*args, **options)
        except (LaurelsError, SettingsError) as error:
            raise CommandError(str(error)) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            if error.filename is None:  # a write, which names no file
                raise CommandError(f"Writing failed: {error.strerror}.") from error
            raise CommandError(f"'{error.filename}' cannot be used: {error.strerror}.") from error

    def run_from_argv(self, argv: list[str]) -> None:
        """Run from a terminal: a refusal is one sentence, Ctrl+C ends quietly."""
        self._called_from_command_line = True  # wrong options then end with usage and code 2
        parser = self.create_parser(argv[0], argv[1])
        options = vars(parser.parse_args(argv[2:]))
        args = options.pop("args", ())
        try:
            self.execute(*args, **options)
            self._flush()
        except CommandError as error:
            _drop_what_cannot_be_written()
            refuse(str(error), error.returncode)
        except KeyboardInterrupt:
            if self.stopped:
                _console(self.stderr._out).print(self.stopped)
            sys.exit(130)
        except BrokenPipeError:  # the reader, `head` for example, has seen enough
            _drop_what_cannot_be_written()
            sys.exit(0)

    def _flush(self) -> None:
        try:
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise CommandError(f"Writing failed: {error.strerror}.") from error


class LaurelsCommand(QuietCommand):
    """A command of Laurels. Subclasses set `help` and `example`, and write `run`.

    A LaurelsError or SettingsError from `run` comes out as one sentence and exit code 1.
    """

    uses_data: ClassVar[bool] = True
    makes_data: ClassVar[bool] = True  # where there is no data set
    migrates: ClassVar[bool] = True  # a command may prepare its data set itself, or not at all
    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]

    def add_arguments(self, parser: CommandParser) -> None:
        """Options of the command, after --data."""
        if self.uses_data:
            parser.add_argument(
                "--data", metavar="DIR", help="folder of the data set (LAURELS_DATA, ./data)"
            )
        self.add_options(parser)

    def add_options(self, parser: CommandParser) -> None:
        """Options of this command."""

    def run(self, settings: Settings, options: dict[str, Any]) -> int | None:
        """Do the work; a number that comes back is the exit code."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        """Settings, a migrated data set, then `run`."""
        if code := self.run(self._settings(options), options):
            raise SystemExit(code)

    def _settings(self, options: dict[str, Any]) -> Settings:
        environ = dict(os.environ)
        if options.get("data"):
            environ["LAURELS_DATA"] = options["data"]
        settings = load_settings(environ)
        is_there = bool(settings.database_url) or settings.database.exists()
        if self.uses_data and not self.may_make_data(options) and not is_there:
            raise CommandError(
                f"There is no data set in '{settings.data}'. "
                "Choose another folder with --data or LAURELS_DATA."
            )
        if self.uses_data:
            self.warn_of_other_data(settings)
        if self.uses_data and self.migrates:
            prepare(settings)
        return settings

    def may_make_data(self, options: dict[str, Any]) -> bool:
        """Whether these options make a data set where there is none."""
        return self.makes_data

    @property
    def out(self) -> Console:
        """Where answers go: the output that Django gives, which tests replace."""
        return _console(self.stdout._out)

    @property
    def err(self) -> Console:
        """Where progress goes, so that output stays usable in a pipe."""
        return _console(self.stderr._out)


def run_async(work: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine to its end; Ctrl+C cancels it and is raised after its clean-up."""
    return asyncio.run(work)


def _drop_what_cannot_be_written() -> None:
    """Python would try once more at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError):  # an output without a file, as in tests
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _console(file: Any) -> Console:
    """A console that fills a terminal, and never breaks lines in a pipe or file."""
    width = None if file.isatty() else PIPE_WIDTH
    return Console(file=file, highlight=False, width=width)


def _indented(text: str) -> str:
    return textwrap.indent(textwrap.dedent(text).strip(), "  ")


def positive(text: str) -> int:
    """A whole number from 1 on, for options."""
    number = int(text.replace("_", "").replace(",", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"'{text}' must be 1 or more")
    return number


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun, such as 1 season or 2,000 seasons."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def chosen(catalog: Catalog, id: str | None) -> Sequence[Leaderboard]:
    """The leaderboard that an option names, or all."""
    if id is None:
        return catalog.leaderboards()
    leaderboard = catalog.leaderboard(id)
    if leaderboard is None:
        raise LeaderboardNotFound(id)
    return [leaderboard]
