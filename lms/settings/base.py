"""What every installation shares. Each value that an operator may set comes from the environment and is listed in
docs/reference/settings.md."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.settings.secrets import secret

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR_ROOT", BASE_DIR / "var"))


def on(name: str, default: bool = False) -> bool:
    return os.environ.get(name, str(int(default))).lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DEBUG = False
DEMO = False  # whether demonstration accounts may exist
PRODUCTION = False
SECRET_KEY = secret("SECRET_KEY", VAR)
PHONE_INDEX_KEY = secret("PHONE_INDEX_KEY", VAR)
PHONE_CIPHER_KEY = secret("PHONE_CIPHER_KEY", VAR)
ALLOWED_HOSTS = words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS")
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")

INSTALLED_APPS = [
    "lms.site",
    "reports",
    "certificates",
    "courses",
    "quizzes",
    "lms.points",
    "lms.records",
    "lms.people",
    "lms.notify",
    "lms.audit",
    "lms.web",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_q",
    "axes",
    "csp",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.web.policy.ContentPolicyMiddleware",
    "lms.web.ranges.RangeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lms.people.middleware.RenewSessionMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.people.middleware.SignInAgainMiddleware",
    "lms.people.middleware.AccountRulesMiddleware",
    "lms.web.errors.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": sorted((BASE_DIR / "quizzes" / "types").glob("*/templates")),
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.web.context.page",
                "lms.site.context.site",
            ],
        },
    }
]

# Databases: SQLite out of the box, PostgreSQL in production; the same code, both tested.
DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'db.sqlite3'}"), conn_max_age=60, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": os.environ["REDIS_URL"]}
        if os.environ.get("REDIS_URL")
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# Who signs in
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "lms.people.backends.PersonBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "lms.people.validators.LongEnough", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_MAX_AGE_DAYS = int(os.environ.get("PASSWORD_MAX_AGE_DAYS", "90"))  # staff alone; 0 = never
SLIP_DAYS = int(os.environ.get("SLIP_DAYS", "14"))
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "lms.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "lms.people.forms.sign_in.LoginForm",
    "change_password": "lms.people.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "lms.people.forms.sign_in.ReauthenticateForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
# django-axes counts the failures of a name, in the database, for every process alike; what is counted here are those of
# an address, in the cache. Whoever succeeds counts for nothing: forty deputies sign in from one village hall at once.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "60/10m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "代表数字学堂"
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "lms.people.adapter.SecondFactorAdapter"
MFA_REQUIRED_ROLES = words("MFA_REQUIRED_ROLES")

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 10 / 60
AXES_LOCKOUT_PARAMETERS = ["username"]  # deputies of one town share a carrier's address: the name is what is guessed at
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_COOKIE_AGE = int(os.environ.get("SESSION_IDLE_MINUTES", "30")) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lms.web.errors.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# No page loads anything from another host; Wagtail's own screens carry inline scripts.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    }
}
CONTENT_SECURITY_POLICY_EDITORS = {
    "script-src": [SELF, "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
}

# Language and time
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "lms" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = sorted((BASE_DIR / "quizzes" / "types").glob("*/static"))
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT", VAR / "media"))
PRIVATE_ROOT = Path(os.environ.get("PRIVATE_ROOT", VAR / "private"))
FONTS_ROOT = Path(os.environ.get("FONTS_ROOT", BASE_DIR / "node_modules" / "@expo-google-fonts"))
FANGSONG_FONT = os.environ.get("FANGSONG_FONT", "")
CERTIFICATE_ISSUER = os.environ.get("CERTIFICATE_ISSUER", "")
SIGNING_KEY = os.environ.get("SIGNING_KEY", "")
TSA_URL = os.environ.get("TSA_URL", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": PRIVATE_ROOT,
            "base_url": None,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# The queue. Retry must outlast every prefetched task: retry > timeout * (queue_limit / workers + 2).
QUEUE_TIMEOUT = int(os.environ.get("QUEUE_TIMEOUT", "60"))
Q_CLUSTER = {
    "name": "xuetang",
    "orm": "default",
    "workers": int(os.environ.get("WORKERS", "2")),
    "queue_limit": 1,
    "bulk": 1,
    "timeout": QUEUE_TIMEOUT,
    "retry": 4 * QUEUE_TIMEOUT,
    "max_attempts": 3,
    "ack_failures": False,
    "catch_up": False,
    "recycle": 200,
    "poll": 1,
    "save_limit": 1000,
    "label": "queue",
}
# What looks for work that is due but undone: name -> (dotted path, minutes between two looks)
SWEEPS: dict[str, tuple[str, int]] = {
    "roles.ended": ("lms.people.services.roles.sweep_ended", 10),
    "rosters.old": ("lms.people.services.roster_drafts.sweep_old", 30),
    "slips.old": ("lms.people.services.slip_sheets.sweep_old", 5),
    "queue.canary": ("lms.notify.services.canary.sing", 1),
    "jobs.rescue": ("lms.notify.services.jobs.sweep_forgotten", 5),
    "courses.enrolments": ("courses.services.enrolments.sweep_enrolments", 10),
    "courses.completions": ("courses.services.completions.sweep_completions", 2),
    "courses.scheduled": ("courses.services.scheduling.publish_scheduled", 5),
    "courses.questions": ("courses.services.questions.sweep_old", 720),
    "courses.needs": ("courses.needs.services.rounds.sweep_due", 30),
    "records.seals": ("lms.records.services.seals.seal_due", 30),
    "bank.citations": ("quizzes.bank.services.sources.sweep_citations", 10),
    "bank.rechecks": ("quizzes.bank.services.rechecks.sweep_due", 60),
    "lessons.old": ("courses.services.lesson_files.sweep_old", 60),
    "courses.citations": ("courses.services.citing.sweep_citations", 10),
    "attempts.overdue": ("quizzes.delivery.services.attempts.close_overdue", 1),
    "questions.old": ("quizzes.exchange.services.uploads.sweep_old", 60),
    "statistics.due": ("quizzes.delivery.services.statistics.sweep_due", 5),
    "quality.due": ("quizzes.quality.services.reckoning.sweep_due", 30),
    "readiness.due": ("quizzes.readiness.services.evidence.derive_due", 1),
    "readiness.standards": ("quizzes.readiness.services.runs.start_due", 5),
    "appraisal.due": ("quizzes.appraisal.services.appraisals.score_due", 2),
    "appraisal.rescorings": ("quizzes.appraisal.services.rescorings.start_due", 5),
    "certificates.due": ("certificates.services.batches.sweep_due", 2),
    "reports.due": ("reports.services.schedules.sweep_due", 60),
    "certificates.files": ("certificates.services.files.sweep_files", 60),
}

# The editors' screens
WAGTAIL_SITE_NAME = "代表数字学堂"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILADMIN_PERMITTED_LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "mp4", "webm", "mp3", "m4a", "vtt"]
WAGTAIL_FINISH_WORKFLOW_ACTION = "courses.approval.finish"
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "lms.web.search"}}
MODELSEARCH_BACKENDS = WAGTAILSEARCH_BACKENDS
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "axes": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "pyhanko": {"level": "WARNING"},
        "django.security.DisallowedHost": {"level": "ERROR"},
    },
}
