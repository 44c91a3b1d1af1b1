"""How the command line says no. Light: it is there before Django is."""

import sys
from typing import NoReturn

from rich.console import Console


def refuse(message: str, code: int = 1) -> NoReturn:
    """Say why not, in one sentence, and end."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print("[red]error:[/red]", end=" ")
    console.print(message, markup=False)
    sys.exit(code)
