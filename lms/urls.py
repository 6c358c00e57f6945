"""Every address of the site. Each room brings its own; only this file and the settings know all rooms."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.site.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("lms.web.urls")),
    path("", include("quizzes.urls")),  # asked most often: what stands before it is tried first at every question
    path("", include("lms.notify.urls")),
    path("", include("lms.site.urls")),
    path("api/v1/", api.urls),
    path("", include("lms.people.urls")),
    path("", include("lms.points.urls")),
    path("", include("lms.records.urls")),
    path("", include("courses.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
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
