"""The `laurels` command: this project's Django commands under one name."""

import difflib
import importlib
import os
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from laurels import __version__
from laurels.backoffice.terminal import refuse
from laurels.settings import SettingsError

COMMANDS = {
    "Serve": {
        "serve": "serve games, spectators and the admin",
        "services": "run a PostgreSQL and a Redis, for a look at several processes",
        "demo": "fill a data set with made-up leaderboards and history",
        "simulate": "play against a running server, at a rate",
        "worker": "run jobs, beside several servers",
        "beat": "let workers look for jobs that are due",
    },
    "Move scores": {
        "import": "take scores from CSV or NDJSON, each once",
        "export": "write events or entries to a file, exactly",
        "populate": "fill a leaderboard with up to millions of players",
    },
    "Look after the data": {
        "backup": "copy the database to a file, also while a server runs",
        "check": "prove that the data are what the journal says",
        "rebuild": "make all entries again from the journal",
        "jobs": "list what runs on its own, and when",
        "migrate": "bring the database up to this version",
        "move": "take a data folder over into PostgreSQL",
    },
    "Let people in": {
        "keys": "create, list and revoke API keys",
        "createsuperuser": "make an account for the admin",
        "settings": "list every setting with default and meaning",
    },
}
NAMES = [name for group in COMMANDS.values() for name in group]


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command. `--data DIR` is read here, since Django's settings depend on it."""
    args = list(sys.argv if argv is None else argv)
    name = args[1] if len(args) > 1 else "--help"
    if name in ("--help", "-h") or args[1:] == ["help"]:
        _overview()
        return
    if name in ("--version", "version"):
        Console(highlight=False).print(f"laurels {__version__}")
        return
    if name == "help":
        args = [args[0], args[2], "--help"]
        name = args[1]
    if name not in NAMES:
        refuse(_unknown(name), 2)
    _read_data(args)
    try:
        _run(name, args)
    except SettingsError as error:
        refuse(str(error))
    except OSError as error:  # the data folder, which Django's settings look into
        if error.filename is None:
            raise
        refuse(
            f"'{error.filename}' cannot be used: {error.strerror}. "
            "Choose another folder with --data or LAURELS_DATA."
        )


def _run(name: str, args: list[str]) -> None:
    """Our own command of that name, whatever Django has under the same."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
    import django

    django.setup()
    module = importlib.import_module(f"laurels.backoffice.management.commands.{name}")
    module.Command().run_from_argv(args)


def _read_data(args: Sequence[str]) -> None:
    for index, arg in enumerate(args):
        if arg == "--data" and index + 1 < len(args):
            os.environ["LAURELS_DATA"] = args[index + 1]
        elif arg.startswith("--data="):
            os.environ["LAURELS_DATA"] = arg.partition("=")[2]


def _overview() -> None:
    console = Console(highlight=False)
    console.print(f"[bold]laurels[/bold] {__version__}: a leaderboard server for games and sport\n")
    console.print("usage: laurels COMMAND \\[--data DIR] \\[options]\n")
    width = max(map(len, NAMES))
    for group, commands in COMMANDS.items():
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(min_width=width + 2, no_wrap=True)
        table.add_column()
        for name, meaning in commands.items():
            table.add_row(f"  [cyan]{name}[/cyan]", meaning)
        console.print(f"[bold]{group}[/bold]")
        console.print(table)
        console.print()
    console.print("Begin with [cyan]laurels serve --dev --demo[/cyan]. ", end="")
    console.print("[cyan]laurels COMMAND --help[/cyan] shows options and examples.")


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, NAMES, 1)
    hint = f"did you mean `laurels {near[0]}`?" if near else "`laurels --help` lists them all."
    return f"There is no command '{name}'; {hint}"
