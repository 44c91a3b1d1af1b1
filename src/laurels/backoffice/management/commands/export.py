"""`laurels export`: events or entries as CSV or NDJSON."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from laurels.backoffice.command import LaurelsCommand, run_async
from laurels.backoffice.progress import Progress
from laurels.data_sets import row_target, snapshot
from laurels.profiles import new_index
from laurels.settings import Settings
from laurels.usecases.export_rows import prepare_export


class Command(LaurelsCommand):
    """Reads one consistent snapshot, so a server may run and write meanwhile."""

    help = (
        "Write a leaderboard's events or entries to a file, exactly, also while a server runs. "
        "Exported events can be imported again and give the same standings."
    )
    example = """
        laurels export --leaderboard grand-prix --output season.csv
        laurels export --leaderboard starfall --what entries --window daily --format ndjson | head
        laurels import season.csv --leaderboard grand-prix-copy --create --operator sum
    """

    makes_data = False

    def add_options(self, parser: CommandParser) -> None:
        """What, as what, and where to."""
        parser.add_argument("--leaderboard", required=True, metavar="ID")
        parser.add_argument("--what", choices=("events", "entries"), default="events")
        parser.add_argument("--format", choices=("csv", "ndjson"), help="by FILE's name, or csv")
        parser.add_argument(
            "--output", metavar="FILE", help="instead of the standard output; .gz is packed"
        )
        parser.add_argument("--window", help="of entries; the first window if not given")
        parser.add_argument(
            "--season", type=int, help="of entries, by number; the newest if not given"
        )

    def run(self, settings: Settings, options: dict[str, Any]) -> None:
        """Read through, write out."""
        run_async(self._run(settings, options))

    async def _run(self, settings: Settings, options: dict[str, Any]) -> None:
        output = Path(options["output"]) if options["output"] else None
        format = options["format"] or _format_of(output)
        async with snapshot(settings) as data:
            asked = [options[name] for name in ("leaderboard", "what", "window", "season")]
            stores = (data.catalog, data.journal, data.players, new_index(settings.pure))
            export = prepare_export(*stores, *asked)
            await data.players.load()
            try:
                with (
                    row_target(output, format, export.header, export.numbers) as write,
                    Progress(self.err, options["what"], shown=output is not None) as progress,
                ):
                    async for part in export.rows:
                        write(part)
                        progress.advance(len(part))
            except BrokenPipeError:
                raise
            except OSError as error:
                raise CommandError(f"'{output}' cannot be written: {error.strerror}.") from None


def _format_of(output: Path | None) -> str:
    name = output.name.removesuffix(".gz") if output else ""
    return "ndjson" if name.endswith((".ndjson", ".jsonl")) else "csv"
