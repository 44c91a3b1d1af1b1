"""`laurels settings`: every setting with its default and meaning."""

import os
import re
from typing import Any

from django.core.management.base import CommandParser
from rich.table import Table
from rich.text import Text

from laurels.backoffice.command import LaurelsCommand
from laurels.backoffice.settings_list import list_settings, settings_page
from laurels.settings import Settings


class Command(LaurelsCommand):
    """Also tells which are set in this environment."""

    help = "List every setting with its default and meaning, and what is set here."
    example = """
        laurels settings
        LAURELS_PORT=9000 laurels settings
    """
    uses_data = False

    def add_options(self, parser: CommandParser) -> None:
        """For people, or for the reference page."""
        parser.add_argument(
            "--markdown", action="store_true", help="as the reference page of the documentation"
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Print them."""
        if options["markdown"]:
            self.stdout.write(settings_page(), ending="")
            return
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column("variable", no_wrap=True)
        table.add_column("value", overflow="fold", max_width=24)
        table.add_column("allowed", max_width=22)
        table.add_column("meaning")
        for setting in list_settings():
            value = Text(setting.default)
            if setting.variable in os.environ:
                is_secret = setting.variable.endswith("SECRET_KEY")
                given = re.sub("//[^@/]*@", "//…@", os.environ[setting.variable])
                value = Text("(set)" if is_secret else given, "green")
            table.add_row(setting.variable, value, setting.allowed, setting.meaning)
        self.out.print(table)
        self.out.print("[dim]A value in green is set in this environment; the others are defaults.")
