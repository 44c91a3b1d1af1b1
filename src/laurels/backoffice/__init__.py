"""The Django project: models and migrations (the schema of record), admin and commands."""
