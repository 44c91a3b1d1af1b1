"""For the examples in docstrings: modules of the back office need Django to be set up."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "laurels.backoffice.django_settings")
os.environ.setdefault("LAURELS_SECRET_KEY", "of the tests")
django.setup()
