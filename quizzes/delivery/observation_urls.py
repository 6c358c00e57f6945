from django.urls import URLPattern, URLResolver, path

from quizzes.delivery.views import observations

urlpatterns: list[URLPattern | URLResolver] = [
    path("observe/", observations.choose, name="observe"),
    path("observe/done/", observations.mine, name="observations"),
    path("observe/done/<int:pk>/", observations.done, name="observation"),
    path("observe/<slug:slug>/", observations.observe_task, name="observe_task"),
]
