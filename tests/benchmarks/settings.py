"""Production, with the view that is the baseline."""

from lms.settings.production import *  # noqa: F403

ROOT_URLCONF = "tests.benchmarks.urls"
