"""The Django app."""

from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """Laurels' tables and their admin."""

    name = "laurels.backoffice"
    label = "backoffice"
    verbose_name = "Laurels"
    default_auto_field = "django.db.models.BigAutoField"
