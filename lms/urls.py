"""Every address of the site. Each room brings its own; only this file and the settings know all rooms."""

import sys
from importlib import import_module
from types import ModuleType

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls


def room(name: str) -> ModuleType | tuple[list[URLPattern | URLResolver], None]:
    """TEMPORARY while the rooms are being built: a room that does not import yet is left out."""
    try:
        return import_module(name)
    except ImportError as missing:
        sys.stderr.write(f"{name} left out: {missing}\n")
        return ([], None)


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(room("lms.web.urls"))),
    path("", include(room("lms.notify.urls"))),
    path("", include(room("lms.site.urls"))),
    path("", include(room("lms.people.urls"))),
    path("", include(room("lms.points.urls"))),
    path("", include(room("lms.records.urls"))),
    path("", include(room("quizzes.urls"))),
    path("", include(room("courses.urls"))),
    path("", include(room("certificates.urls"))),
    path("", include(room("reports.urls"))),
    path("accounts/", include("allauth.urls")),
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    path("programme/", include(wagtail_urls)),
]

handler400 = "lms.web.errors.bad_request"
handler403 = "lms.web.errors.permission_denied"
handler404 = "lms.web.errors.page_not_found"
handler500 = "lms.web.errors.server_error"
