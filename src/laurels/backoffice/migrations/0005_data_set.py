from django.db import migrations

# Only on PostgreSQL: whose keys those in a shared Redis are, and whether a move has ended.
POSTGRESQL = """
CREATE TABLE data_set (
    id smallint PRIMARY KEY CHECK (id = 1),
    token text NOT NULL,
    move text
);
INSERT INTO data_set VALUES (1, gen_random_uuid()::text, NULL);
"""


def on_postgresql(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(POSTGRESQL)


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0004_owed_answers'),
    ]

    operations = [
        migrations.RunPython(on_postgresql, migrations.RunPython.noop),
    ]
