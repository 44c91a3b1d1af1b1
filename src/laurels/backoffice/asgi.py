"""The admin as an ASGI app, for the server to mount at /admin."""

import os

import django
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler


def admin_app() -> ASGIHandler:
    """Django, set up, for the paths that begin with /admin, its static files among them.

    It takes `http` scopes only, with the full path in `path`. To look at it alone:
    `uvicorn --factory laurels.backoffice.asgi:admin_app`.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
    django.setup(set_prefix=False)
    str(settings.SECRET_KEY)  # made now where there is none: later, requests would fail
    return ASGIHandler()
