"""Whether a PostgreSQL can be used, and if not, what is wrong and what to do. For the start."""

from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict

from laurels.rules.errors import Conflict, InvalidRequest, Unavailable

OLDEST = 14
CONNECT_SECONDS = 5
FACTS = (
    "SELECT current_setting('server_encoding'), current_setting('synchronous_commit'), "
    "pg_is_in_recovery()"
)


def check_database(url: str, named: str = "LAURELS_DATABASE_URL") -> None:
    """Connect once and look. InvalidRequest, Unavailable or Conflict, in one sentence or two that
    never tell the password. `named` is where the address was given."""
    try:
        where = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise InvalidRequest(
            f"{named} is no address of a PostgreSQL; it takes one like "
            "postgresql://laurels:secret@db.example.com:5432/laurels."
        ) from None
    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            version = connection.info.server_version // 10_000
            encoding, commit, standby = connection.execute(FACTS).fetchall()[0]
    except psycopg.Error as error:
        raise Unavailable(_refused(where, named, str(error))) from None
    if version < OLDEST:
        raise Conflict(f"PostgreSQL {version} is too old: Laurels needs {OLDEST} or newer.")
    if encoding != "UTF8":
        raise Conflict(
            f"The database '{where.get('dbname')}' keeps texts as {encoding}. Make it with: "
            f"createdb --encoding=UTF8 --template=template0 {where.get('dbname')}"
        )
    if commit == "off":
        raise Conflict(
            "synchronous_commit is off, so an answered score could be lost. Switch it on for the "
            "database or its user: ALTER DATABASE … RESET synchronous_commit."
        )
    if standby:
        raise Conflict(
            "This PostgreSQL is a standby, which takes no scores. Name the primary, or all of "
            f"them with target_session_attrs=read-write, in {named}."
        )


def _refused(where: Mapping[str, object], named: str, text: str) -> str:
    host, port = where.get("host") or "the local socket", where.get("port") or 5432
    server, name = f"{host}:{port}", where.get("dbname")
    if "authentication failed" in text or "no password supplied" in text or "role " in text:
        user = where.get("user")
        return f"PostgreSQL at {server} refuses '{user}' or the password. Correct {named}."
    if "does not exist" in text:
        return f"There is no database '{name}' at {server}. Make it with createdb. Correct {named}."
    if "pg_hba.conf" in text:
        return (
            f"PostgreSQL at {server} lets '{where.get('user')}' not in from here: its pg_hba.conf "
            "has no line for it."
        )
    reason = text.strip().splitlines()[-1 if "failed:" not in text else 0]
    reason = reason.rpartition("failed: ")[2].strip() or "no answer"
    return f"No PostgreSQL can be used at {server}: {reason}. Start it, or correct the address."
