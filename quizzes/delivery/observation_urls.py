from django.urls import URLPattern, URLResolver, path

from quizzes.delivery.views import observations

urlpatterns: list[URLPattern | URLResolver] = [
    path("observe/", observations.choose, name="observe"),
    path("observe/<slug:slug>/", observations.observe_task, name="observe_task"),
    path("observations/", observations.mine, name="observations"),
    path("observations/<int:pk>/", observations.done, name="observation"),
]
