from django.urls import URLPattern, URLResolver, path

from lms.points.views import mine, ranking

app_name = "points"
urlpatterns: list[URLPattern | URLResolver] = [
    path("me/points/", mine.mine, name="mine"),
    path("points/ranking/", ranking.ranking, name="ranking"),
    path("points/ranking/decision/", ranking.decide, name="decide"),
    path("points/ranking/decision/<int:pk>/end/", ranking.end, name="end"),
]
