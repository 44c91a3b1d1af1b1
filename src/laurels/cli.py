"""The `laurels` command: Django's commands of this project under one name."""

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> None:
    """Run one command. `--data DIR` is read here, since the settings depend on it."""
    args = list(sys.argv if argv is None else argv)
    for index, arg in enumerate(args):
        if arg == "--data" and index + 1 < len(args):
            os.environ["LAURELS_DATA"] = args[index + 1]
        elif arg.startswith("--data="):
            os.environ["LAURELS_DATA"] = arg.partition("=")[2]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(args)
