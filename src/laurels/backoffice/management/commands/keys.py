"""`laurels keys`: create, list and revoke API keys."""

import argparse
from collections.abc import Sequence
from typing import Any

from django.core.management.base import CommandParser
from rich.table import Table

from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.data_sets import key_office
from laurels.ports.catalog import ApiKey
from laurels.rules.instant import to_text
from laurels.settings import Settings
from laurels.usecases.manage_keys import SCOPES, ManageKeys


class Command(LaurelsCommand):
    """Keys lie in the database alone, so this works beside a running server."""

    help = "Create, list and revoke API keys, also while a server runs."
    example = """
        laurels keys create --name "my game" --scope read --scope submit
        laurels keys list
        laurels keys revoke lk-1a2b3c4d
    """

    def may_make_data(self, options: dict[str, Any]) -> bool:
        """A first key may come before the first start; there is none to list or revoke."""
        return bool(options["action"] == "create")

    def add_options(self, parser: CommandParser) -> None:
        """One subcommand each."""
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
        create = actions.add_parser("create", help="make a key and show it this once")
        create.add_argument("--name", required=True, help="what the key is for")
        create.add_argument(
            "--scope",
            action="append",
            required=True,
            choices=SCOPES,
            help="what the key may do; repeat it for several",
        )
        actions.add_parser("list", help="show all keys, without their secrets")
        revoke = actions.add_parser("revoke", help="end a key, within two seconds everywhere")
        revoke.add_argument("prefix", help="the key's first part, such as lk-1a2b3c4d")
        for action in (create, revoke, actions.choices["list"]):
            action.add_argument(
                "--data", metavar="DIR", default=argparse.SUPPRESS, help="folder of the data set"
            )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Open the keys alone: no lock, no index."""
        run_async(self._run(settings, options))

    async def _run(self, settings: Settings, options: dict[str, Any]) -> None:
        async with key_office(settings) as keys:
            match options["action"]:
                case "create":
                    await self._create(keys, options)
                case "list":
                    self._show(await keys.all())
                case "revoke":
                    await keys.revoke(options["prefix"])
                    self.out.print(f"Revoked {options['prefix']}.", markup=False)

    async def _create(self, keys: ManageKeys, options: dict[str, Any]) -> None:
        text = await keys.create(options["name"], options["scope"])
        self.out.print(text, markup=False)
        self.err.print("Keep it now: it is not shown again.", style="dim")

    def _show(self, keys: Sequence[ApiKey]) -> None:
        if not keys:
            self.out.print("There are no keys. `laurels keys create --help` shows how to make one.")
            return
        table = Table(box=None, header_style="bold", pad_edge=False)
        for title in ("prefix", "name", "scopes", "created", "revoked"):
            table.add_column(title, no_wrap=title != "name")
        for key in keys:
            revoked = "" if key.revoked_at is None else to_text(key.revoked_at)[:19]
            scopes = " ".join(scope for scope in SCOPES if scope in key.scopes)
            cells = (key.prefix, key.name, scopes, to_text(key.created_at)[:19], revoked)
            table.add_row(*cells, style="dim" if revoked else None)
        self.out.print(table, markup=False)
