"""Addresses of deputies and rosters, below /people/; included by `urls`."""

from django.urls import URLPattern, URLResolver, path

from lms.people.views import people, roster

urlpatterns: list[URLPattern | URLResolver] = [
    path("", people.people_list, name="list"),
    path("<uuid:uuid>/", people.detail, name="detail"),
    path("<uuid:uuid>/phone/", people.show_phone, name="show_phone"),
    path("<uuid:uuid>/mandates/<int:pk>/state/", people.change_state, name="change_state"),
    path("roster/", roster.upload, name="roster"),
    path("roster/<uuid:uuid>/", roster.draft, name="roster_draft"),
    path("roster/<uuid:uuid>/confirm/", roster.confirm, name="roster_confirm"),
    path("roster/<uuid:uuid>/give-up/", roster.give_up, name="roster_give_up"),
    path("roster/<uuid:uuid>/faults/", roster.faults_file, name="roster_faults"),
    path("roster/<uuid:uuid>/done/", roster.done, name="roster_done"),
]
