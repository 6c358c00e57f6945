"""The addresses of all concepts of the room, each kept beside its views."""

from django.urls import URLPattern, URLResolver, include, path

app_name = "quizzes"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("quizzes.delivery.urls")),
    path("", include("quizzes.delivery.observation_urls")),
    path("", include("quizzes.delivery.staff_urls")),
    path("", include("quizzes.bank.urls")),
    path("", include("quizzes.appraisal.urls")),
    path("", include("quizzes.terms.urls")),
    path("", include("quizzes.readiness.urls")),
    path("", include("quizzes.panels.urls")),
]
