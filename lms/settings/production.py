"""A committee's own host: nothing is made up, and nothing of the demonstration is let in."""

import os

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *  # noqa: F403
from lms.settings.base import on, words
from lms.settings.secrets import NAMES

missing = [name for name in NAMES if not globals()[name]]
missing += [name for name in ("ALLOWED_HOSTS", "BASE_URL") if not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured(f"Set these before starting: {', '.join(missing)}. See docs/reference/settings.md.")

DEMO = False
PRODUCTION = True
MFA_REQUIRED_ROLES = words("MFA_REQUIRED_ROLES", "system_admin,security_admin,audit_admin,committee")
SECURE_SSL_REDIRECT = on("HTTPS", True)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = on("HTTPS", True)
SECURE_HSTS_SECONDS = 31_536_000 if on("HTTPS", True) else 0
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
if on("BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else everybody would have the proxy's address, and one guesser stop them all
