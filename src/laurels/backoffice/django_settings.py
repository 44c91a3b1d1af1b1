"""Django's settings, derived from Laurels' own."""

from pathlib import Path

from django.utils.functional import SimpleLazyObject

from laurels.backoffice.databases import database
from laurels.backoffice.secret_key import kept_secret_key
from laurels.backoffice.theme import UNFOLD
from laurels.settings import load_settings

__all__ = ["UNFOLD"]

LAURELS = load_settings()

SECRET_KEY = LAURELS.secret_key or SimpleLazyObject(  # made by who needs it: not by a `check`
    lambda: kept_secret_key(Path(LAURELS.data) / "secret_key")
)
DEBUG = False
ALLOWED_HOSTS = [host.strip() for host in LAURELS.allowed_hosts.split(",") if host.strip()]
CSRF_TRUSTED_ORIGINS = [LAURELS.public_origin] if LAURELS.public_origin else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LAURELS.is_public_by_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LAURELS.is_public_by_tls else None
ROOT_URLCONF = "laurels.backoffice.urls"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
STATIC_URL = "/admin/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "laurels.backoffice",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "laurels.backoffice.static_files.StaticFiles",
    "laurels.backoffice.page_limit.PageLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
DATABASES = {"default": database(LAURELS)}
