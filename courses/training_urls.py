"""Addresses of the training sessions, of hours, and of those without a result."""

from django.urls import URLPattern, URLResolver, path

from courses.views import attendance, recognise, sessions, stuck

urlpatterns: list[URLPattern | URLResolver] = [
    path("sessions/", sessions.listing, name="sessions"),
    path("sessions/new/", sessions.create, name="new_session"),
    path("sessions/leave/<int:pk>/decide/", sessions.decide_leave, name="decide_leave"),
    path("sessions/<int:pk>/", sessions.detail, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="edit_session"),
    path("sessions/<int:pk>/cancel/", sessions.cancel, name="cancel_session"),
    path("sessions/<int:pk>/leave/", sessions.ask_leave, name="ask_leave"),
    path("sessions/<int:pk>/attendance/", attendance.sheet, name="attendance"),
    path("hours/recognise/", recognise.choose, name="recognise"),
    path("hours/recognise/<uuid:uuid>/", recognise.enter, name="recognise_for"),
    path("hours/claims/<int:pk>/decide/", recognise.decide, name="decide_claim"),
    path("me/hours/", recognise.mine, name="hours"),
    path("people/without-result/", stuck.listing, name="stuck"),
    path("people/without-result/<uuid:uuid>/extension/", stuck.extend, name="extend"),
]
