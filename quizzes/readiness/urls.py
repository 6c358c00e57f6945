from django.urls import URLPattern, URLResolver, path

from quizzes.readiness.views import attestations, contests, levels, self_ratings

urlpatterns: list[URLPattern | URLResolver] = [
    path("readiness/", levels.levels, name="readiness"),
    path("readiness/how/", levels.how, name="how"),
    path("readiness/self-rating/", self_ratings.own_view, name="self_ratings"),
    path("readiness/contests/", contests.contest_list, name="contests"),
    path("readiness/contests/<uuid:uuid>/", contests.contest_detail, name="contest_detail"),
    path("readiness/<slug:code>/", levels.competence, name="competence"),
    path("readiness/<slug:code>/contest/", levels.contest, name="contest"),
    path("readiness/<slug:code>/self-rating/", self_ratings.rate, name="self_rating"),
    path("attest/", attestations.attest, name="attest"),
    path("attest/<uuid:uuid>/", attestations.attest_person, name="attest_person"),
    path("attest/given/<int:pk>/withdraw/", attestations.withdraw, name="attestation_withdraw"),
]
