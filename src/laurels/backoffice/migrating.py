"""Which migrations of this version a database has not had, and which of another it has."""

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor


def pending_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the migrations that have not run, this project's first."""
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    names = [(migration.app_label, migration.name) for migration, _ in plan]
    names.sort(key=lambda name: name[0] != "backoffice")
    return [f"{app}-{name}" if app != "backoffice" else name for app, name in names]


def unknown_migrations(alias: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of this project's migrations that have run and that this version does not have."""
    loader = MigrationExecutor(connections[alias]).loader
    known = loader.disk_migrations or {}
    applied = [key for key in loader.applied_migrations if key not in known]
    return sorted(name for app, name in applied if app == "backoffice")
