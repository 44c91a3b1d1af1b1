"""Which data set a PostgreSQL holds: a name of its own for what it keeps in a shared Redis."""

import psycopg

from laurels.adapters.postgres_errors import unavailable

CONNECT_SECONDS = 5
# A copy of the tables has the token too, so server and database are part of the name: a restored
# copy beside the original must not take its ranks.
IDENTITY = """
SELECT left(encode(sha256(convert_to(concat_ws(' ', token, system_identifier, oid), 'UTF8')),
    'hex'), 12)
FROM data_set, pg_control_system(), pg_database WHERE datname = current_database()
"""


async def identity_of(url: str) -> str:
    """Twelve hexadecimal digits: the same for all processes on a database, and as long as it
    lasts. Unavailable where it does not answer."""
    try:
        async with await psycopg.AsyncConnection.connect(
            url, connect_timeout=CONNECT_SECONDS, prepare_threshold=None
        ) as connection:
            cursor = await connection.execute(IDENTITY)
            return str((await cursor.fetchall())[0][0])
    except psycopg.Error as error:
        raise unavailable(error) from error
