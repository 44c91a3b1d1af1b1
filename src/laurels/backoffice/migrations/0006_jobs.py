import laurels.backoffice.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('backoffice', '0005_data_set'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('body', models.BinaryField()),
            ],
            options={
                'db_table': 'export_parts',
            },
        ),
        migrations.CreateModel(
            name='JobRun',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('job', models.CharField(max_length=32)),
                ('argument', models.TextField(default='{}')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], max_length=8)),
                ('asked_by', models.CharField(blank=True, max_length=150)),
                ('asked_at', laurels.backoffice.fields.InstantField()),
                ('started_at', laurels.backoffice.fields.InstantField(null=True)),
                ('ended_at', laurels.backoffice.fields.InstantField(null=True)),
                ('lease_until', laurels.backoffice.fields.InstantField()),
                ('attempts', models.SmallIntegerField()),
                ('token', models.CharField(blank=True, max_length=16)),
                ('said', models.TextField(blank=True)),
                ('facts', models.TextField(null=True)),
            ],
            options={
                'db_table': 'job_runs',
                'ordering': ('-id',),
            },
        ),
    ]
