from django.urls import URLPattern, URLResolver, path

from quizzes.panels.views import judging

urlpatterns: list[URLPattern | URLResolver] = [
    path("panels/", judging.panel_list, name="panels"),
    path("panels/<uuid:uuid>/", judging.panel, name="panel"),
    path("panels/<uuid:uuid>/hand-in/", judging.hand_in, name="panel_hand_in"),
    path("panels/<uuid:uuid>/<int:number>/", judging.item, name="panel_item"),
]
