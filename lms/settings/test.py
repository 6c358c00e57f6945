"""The suite: fast hashes, files in a throw-away folder of each process, the database named by DATABASE_URL."""

import os
import tempfile
from pathlib import Path

for name in ("SECRET_KEY", "PHONE_INDEX_KEY", "PHONE_CIPHER_KEY"):
    os.environ.setdefault(name, f"only-for-tests-{name.lower()}-0123456789abcdef")

from lms.settings.base import *  # noqa: E402, F403
from lms.settings.base import STORAGES  # noqa: E402

SCRATCH = Path(tempfile.mkdtemp(prefix=f"xuetang-test-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-"))
MEDIA_ROOT = SCRATCH / "media"
PRIVATE_ROOT = SCRATCH / "private"
STATIC_ROOT = SCRATCH / "static"
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": STORAGES["private"]["OPTIONS"] | {"location": PRIVATE_ROOT},
    },
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
LOGGING = {"version": 1, "disable_existing_loggers": False}
