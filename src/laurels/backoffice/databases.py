"""The database that Django opens: the data folder's SQLite file, or a PostgreSQL."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db import connections

from laurels.settings import Settings, SettingsError

SQLITE: dict[str, Any] = {
    "timeout": 10,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

NETWORK: dict[str, Any] = {  # a connection whose other end is gone without a word is given up
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 8000,
}


def database(settings: Settings) -> dict[str, Any]:
    """An entry of Django's DATABASES. SettingsError where a PostgreSQL is asked for, and what it
    takes is not installed."""
    if settings.database_url:
        if find_spec("psycopg") is None:
            raise SettingsError(
                "LAURELS_DATABASE_URL needs what is not installed: pip install 'laurels[scale]'"
            )
        return postgres_database(settings.database_url)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": settings.database,
        "OPTIONS": dict(SQLITE),
    }


def point_django_to(entry: dict[str, Any]) -> None:
    """Let Django use another database from now on, of whatever kind."""
    connections["default"].close()
    del connections["default"]
    connections.settings = connections.configure_settings(
        {**connections.settings, "default": entry}
    )


def postgres_database(url: str) -> dict[str, Any]:
    """The entry of a PostgreSQL, by its URL; what follows its `?` goes to libpq as it is, also
    in the place of the limits that are set here.

    >>> entry = postgres_database("postgresql://ana:p%40ss@db:5433/laurels?sslmode=require")
    >>> [entry[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    ['ana', 'p@ss', 'db', '5433', 'laurels']
    >>> entry["OPTIONS"]["sslmode"], entry["OPTIONS"]["connect_timeout"]
    ('require', 3)
    """
    where, _, hosts = urlsplit(url).netloc.rpartition("@")
    user, _, password = where.partition(":")
    pairs = [host.rpartition(":") if _has_port(host) else (host, "", "") for host in _each(hosts)]
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(urlsplit(url).path.lstrip("/")),
        "USER": unquote(user),
        "PASSWORD": unquote(password),
        "HOST": ",".join(unquote(host) for host, _, _ in pairs),
        "PORT": ",".join(port for _, _, port in pairs).strip(","),
        "OPTIONS": {**NETWORK, **dict(parse_qsl(urlsplit(url).query))},
        "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer gives each transaction another connection
    }


def _each(hosts: str) -> list[str]:
    return hosts.split(",")


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")
