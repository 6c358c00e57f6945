"""What organisers and the committee do about other people's sittings."""

from django.urls import URLPattern, URLResolver, path

from quizzes.delivery.views import extensions

urlpatterns: list[URLPattern | URLResolver] = [
    path("extensions/", extensions.index, name="extensions"),
    path("extensions/new/", extensions.choose, name="extension_choose"),
    path("extensions/new/<slug:slug>/<uuid:uuid>/", extensions.grant, name="extension_grant"),
]
