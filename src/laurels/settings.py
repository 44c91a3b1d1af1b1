"""Every setting: name, default, meaning. Read from the environment as `LAURELS_<NAME>`.

`docs/reference/settings.md` is made from this module by `laurels settings --markdown`.
"""

import difflib
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, get_type_hints

import msgspec
from msgspec import Meta

PREFIX = "LAURELS_"
WITH_PASSWORDS = ("database_url", "redis_url", "broker_url")  # no error shows what they are


class SettingsError(Exception):
    """A setting that the start must not go on with; the message says what to do."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of a Laurels process."""

    data: Annotated[
        str,
        Meta(description="Folder of the embedded profile's database, lock and secret."),
    ] = "./data"
    database_url: Annotated[
        str,
        Meta(
            pattern=r"^(postgres(ql)?://\S+)?$",
            description="The PostgreSQL that holds journal and catalog, where one machine is not "
            "enough; empty: SQLite in `data`.",
            extra={"allowed": "an address like postgresql://laurels:secret@db.example.com/laurels"},
        ),
    ] = ""
    redis_url: Annotated[
        str,
        Meta(
            pattern=r"^(rediss?://\S+)?$",
            description="The Redis or Valkey, stand-alone or Cluster, that ranks and live pushes "
            "go through; with `database_url`, and only with it.",
            extra={"allowed": "an address like redis://cache.example.com:6379"},
        ),
    ] = ""
    broker_url: Annotated[
        str,
        Meta(
            pattern=r"^(rediss?://\S+)?$",
            description="The stand-alone Redis or Valkey that tells workers of jobs; empty: "
            "`redis_url`, which must not be a Cluster then.",
            extra={"allowed": "an address like redis://broker.example.com:6379"},
        ),
    ] = ""
    jobs_in_server: Annotated[
        bool,
        Meta(
            description="The server runs jobs itself, also where `database_url` is set: then it "
            "needs no worker. Without `database_url` it always does."
        ),
    ] = False
    redis_shards: Annotated[
        int,
        Meta(ge=1, le=256, description="Parts that a season is spread over in Redis."),
    ] = 1
    read_from_sql: Annotated[
        bool,
        Meta(
            description="While Redis has lost a season or does not answer, reads are counted in "
            "PostgreSQL, exact and slow, a few at a time; if not, they get 503."
        ),
    ] = False
    host: Annotated[str, Meta(description="Address to listen on.")] = "127.0.0.1"
    port: Annotated[
        int, Meta(ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    ] = 8000
    dev: Annotated[
        bool,
        Meta(description="Clients on the loopback address may do everything without a key."),
    ] = False
    auto_create_players: Annotated[
        bool,
        Meta(description="A submission for an unknown player creates it; if not, it gets 404."),
    ] = True
    allowed_hosts: Annotated[
        str,
        Meta(description="Host names under which the admin answers, separated by commas."),
    ] = "*"
    public_url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[^/\s]+/?)?$",
            examples=["https://scores.example.com"],
            description="Where people reach the server through a proxy: what links and pictures "
            "name. With https the admin's cookies travel over TLS only.",
        ),
    ] = ""
    allowed_origins: Annotated[
        str,
        Meta(
            pattern=r"^(\s*https?://[^/\s,]+/?\s*(,\s*https?://[^/\s,]+/?\s*)*)?$",
            description="Other sites, separated by commas, whose pages may read the API and "
            "follow leaderboards live; the server's own may always.",
            extra={"allowed": "origins like https://game.example.com,https://www.example.com"},
        ),
    ] = ""
    secret_key: Annotated[
        str,
        Meta(description="Signs the admin's sessions; empty: one is made and kept in `data`."),
    ] = ""
    backups: Annotated[
        int,
        Meta(ge=0, le=100, description="Copies of the database kept from before migrations."),
    ] = 3
    closed_seasons: Annotated[
        int,
        Meta(ge=1, le=10000, description="Closed seasons that stay loaded; in Redis, for a week."),
    ] = 16
    group_size: Annotated[
        int,
        Meta(ge=1, le=100000, description="Submissions after which a commit takes no more."),
    ] = 4096
    events_behind: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            description="Events whose rows may wait for their places in the tables: more is "
            "cheaper a score, fewer starts faster after a crash.",
        ),
    ] = 131_072
    live_clients: Annotated[
        int,
        Meta(
            ge=0,
            le=1_000_000,
            description="Connections that may watch at once; each takes a file of the process.",
        ),
    ] = 15_000
    pure: Annotated[
        bool,
        Meta(
            description="Plain Python structures serve even where the compiled ones are built; "
            "true while installing, none are built."
        ),
    ] = False
    log_level: Annotated[
        str,
        Meta(
            pattern="^(debug|info|warning|error)$",
            description="The least level that is logged: debug, info, warning or error.",
        ),
    ] = "info"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.data) / "laurels.sqlite3"

    @property
    def makes_jobs(self) -> bool:
        """Whether a server of these settings runs jobs itself."""
        return self.jobs_in_server or not self.database_url

    @property
    def broker(self) -> str:
        """Where workers hear of jobs."""
        return self.broker_url or self.redis_url

    @property
    def broker_setting(self) -> str:
        """Which variable names the broker."""
        return f"{PREFIX}BROKER_URL" if self.broker_url else f"{PREFIX}REDIS_URL"

    @property
    def public_origin(self) -> str | None:
        """`public_url` as a browser names it in `Origin`."""
        return self.public_url.rstrip("/").lower() or None

    @property
    def origins(self) -> frozenset[str]:
        """`allowed_origins` one by one, as browsers name them in `Origin`."""
        return _origins(self.allowed_origins)

    @property
    def is_public_by_tls(self) -> bool:
        """Whether browsers come through a proxy that speaks TLS."""
        return self.public_url.startswith("https://")


@lru_cache(maxsize=16)
def _origins(text: str) -> frozenset[str]:
    return frozenset(origin.strip().rstrip("/").lower() for origin in text.split(",")) - {""}


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. SettingsError names the setting and what is allowed."""
    names = set(get_type_hints(Settings))
    given: dict[str, str] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        if name not in names:
            raise SettingsError(_unknown(variable, names))
        given[name] = text.lower() if text.lower() in ("true", "false") else text
    try:
        return msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        _, _, path = str(error).partition(" - at `$.")
        name = path.rstrip("`")
        said = "cannot be used" if name in WITH_PASSWORDS else f"is '{given[name]}'"
        raise SettingsError(f"{PREFIX}{name.upper()} {said}; it takes {allowed(name)}.") from None


def allowed(name: str) -> str:
    """In words, what a setting takes."""
    hint = get_type_hints(Settings, include_extras=True)[name]
    kind, (meta,) = hint.__origin__, hint.__metadata__
    if kind is bool:
        return "true or false"
    if meta.extra:
        return str(meta.extra["allowed"])
    if meta.examples:
        return f"an address like {meta.examples[0]}"
    if meta.pattern:
        words: str = meta.pattern.strip("^$()").replace("|", ", ")
        return words
    if kind is int:
        return f"{meta.ge} to {meta.le}" if meta.le is not None else f"{meta.ge} or more"
    return "text"


def _unknown(variable: str, names: set[str]) -> str:
    near = difflib.get_close_matches(variable.removeprefix(PREFIX).lower(), names, 1)
    hint = f"; did you mean {PREFIX}{near[0].upper()}?" if near else "."
    return f"{variable} is no setting{hint} `laurels settings` lists them all."
