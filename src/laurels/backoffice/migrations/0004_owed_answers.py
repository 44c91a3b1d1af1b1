from django.db import migrations

# Whether a repeat of the event's submission is owed the ranks of the first answer, which is kept
# after the commit: another process has to tell "not yet" from "never".
RANKED = "ALTER TABLE events ADD COLUMN ranked smallint NOT NULL DEFAULT 0"


def on_postgresql(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(RANKED)


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0003_postgresql'),
    ]

    operations = [
        migrations.RunPython(on_postgresql, migrations.RunPython.noop),
    ]
