from django.db import migrations, models

# A server that was killed may have left the group whose answers it owes.
KEEP_THE_LAST_GROUP = """
INSERT INTO groups (sequence, placed, accepted)
SELECT (SELECT max(sequence) FROM events), '[[],[],[]]', accepted FROM last_group
"""


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Group',
            fields=[
                ('sequence', models.BigAutoField(primary_key=True, serialize=False)),
                ('placed', models.TextField()),
                ('accepted', models.TextField(null=True)),
            ],
            options={
                'db_table': 'groups',
            },
        ),
        migrations.RunSQL(KEEP_THE_LAST_GROUP, migrations.RunSQL.noop),
        migrations.DeleteModel(
            name='LastGroup',
        ),
    ]
