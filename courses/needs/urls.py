from django.urls import URLPattern, URLResolver, path

from courses.needs.views import own, rounds

urlpatterns: list[URLPattern | URLResolver] = [
    path("needs/", own.start, name="needs"),
    path("needs/<int:number>/", own.part, name="needs_part"),
    path("needs/check/", own.check, name="needs_check"),
    path("needs/take-back/", own.take_back, name="needs_take_back"),
    path("needs/rounds/", rounds.index, name="needs_rounds"),
    path("needs/rounds/<uuid:uuid>/", rounds.detail, name="needs_round"),
    path("needs/rounds/<uuid:uuid>/close/", rounds.close, name="needs_close"),
    path("needs/rounds/<uuid:uuid>/remind/", rounds.remind, name="needs_remind"),
    path("needs/rounds/<uuid:uuid>/texts/", rounds.written, name="needs_texts"),
]
