"""One machine, demonstration accounts, keys made at the first run."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import SIGNING_KEY, STORAGES, VAR, on
from lms.settings.secrets import generate, secret

generate(VAR)
SECRET_KEY = secret("SECRET_KEY", VAR)
PHONE_INDEX_KEY = secret("PHONE_INDEX_KEY", VAR)
PHONE_CIPHER_KEY = secret("PHONE_CIPHER_KEY", VAR)
DEBUG = on("DEBUG")
DEMO = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

if not SIGNING_KEY and (VAR / "signing" / "signing.pem").exists():
    SIGNING_KEY = str(VAR / "signing" / "signing.pem")  # made by ./dev run, trusted by nobody else
