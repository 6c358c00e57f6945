from django.urls import URLPattern, URLResolver, path

from quizzes.terms.views import growth

urlpatterns: list[URLPattern | URLResolver] = [
    path("readiness/growth/", growth.own, name="growth"),
    path("readiness/growth/groups/", growth.groups, name="growth_groups"),
]
