from django.db import migrations

# Only on PostgreSQL, where several processes write. SQLite's schema stays as it is.
# `docs/reference/schema.md` gives the reasons.
POSTGRESQL = """
DROP TABLE events;
CREATE TABLE events (
    sequence bigint NOT NULL,
    player bigint NOT NULL,
    received_at bigint NOT NULL,
    value_1 bigint,
    value_2 bigint,
    value_3 bigint,
    value_4 bigint,
    value_5 bigint,
    played_at bigint,
    leaderboard integer NOT NULL,
    kind smallint NOT NULL,
    submission_id varchar(128),
    details text,
    CONSTRAINT events_kind CHECK (kind IN (0, 1, 2)),
    CONSTRAINT events_score_has_value CHECK (kind <> 0 OR value_1 IS NOT NULL),
    PRIMARY KEY (sequence, received_at)
) PARTITION BY RANGE (received_at);
CREATE TABLE events_default PARTITION OF events DEFAULT;

CREATE TABLE journal_head (
    id smallint PRIMARY KEY CHECK (id = 1),
    sequence bigint NOT NULL,
    received_at bigint NOT NULL,
    catalog bigint NOT NULL,
    season bigint NOT NULL,
    players bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO journal_head VALUES (1, 0, 0, 0, 0, 0);
CREATE TABLE season_heads (
    season integer PRIMARY KEY,
    sequence bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE players_head (
    id smallint PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL,
    players bigint NOT NULL
) WITH (fillfactor = 10);
INSERT INTO players_head VALUES (1, 0, 0);
CREATE TABLE player_changes (
    version bigint NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (version, number)
);

ALTER TABLE entries SET (fillfactor = 80);
ALTER TABLE leaderboards ALTER COLUMN definition TYPE text;
ALTER TABLE players ALTER COLUMN attributes TYPE text;
ALTER TABLE players ALTER COLUMN external_id TYPE varchar(64) COLLATE "C";
CREATE INDEX players_erased ON players (number) WHERE external_id IS NULL;
"""

# Indexes that Django makes for LIKE; nothing here asks that way.
UNUSED_INDEXES = """
SELECT indexrelid::regclass::text FROM pg_index
WHERE indrelid IN ('players'::regclass, 'leaderboards'::regclass, 'api_keys'::regclass)
AND indexrelid::regclass::text LIKE '%\\_like'
"""


def on_postgresql(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(UNUSED_INDEXES)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")
        cursor.execute(POSTGRESQL)


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0002_rows_are_written_behind'),
    ]

    operations = [
        migrations.RunPython(on_postgresql, migrations.RunPython.noop),
    ]
