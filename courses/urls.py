"""Addresses of courses. The pages themselves are Wagtail's, below /programme/."""

from django.urls import URLPattern, URLResolver, include, path

from courses.views import lessons, programmes

app_name = "courses"
urlpatterns: list[URLPattern | URLResolver] = [
    path("lessons/<int:pk>/done/", lessons.complete, name="complete_lesson"),
    path("programmes/<slug:slug>/join/", programmes.join, name="join"),
    path("programmes/<slug:slug>/rules/", programmes.rules, name="programme_rules"),
    path("", include("courses.training_urls")),
]
