from django.urls import path

from courses.views import attendance, recognise, sessions, stuck

urlpatterns = [
    path("sessions/", sessions.index, name="sessions"),
    path("sessions/new/", sessions.plan, name="session_new"),
    path("sessions/<int:pk>/", sessions.detail, name="session"),
    path("sessions/<int:pk>/edit/", sessions.edit, name="session_edit"),
    path("sessions/<int:pk>/cancel/", sessions.cancel, name="session_cancel"),
    path("sessions/<int:pk>/attendance/", attendance.enter, name="attendance"),
    path("sessions/<int:pk>/sheet.pdf", attendance.sheet, name="sign_in_sheet"),
    path("sessions/<int:pk>/leave/", attendance.ask_leave, name="ask_leave"),
    path("leave/<int:pk>/", attendance.decide_leave, name="decide_leave"),
    path("hours/recognise/", recognise.recognise, name="recognise"),
    path("hours/claims/<int:pk>/", recognise.decide, name="decide_claim"),
    path("hours/entries/<int:pk>/reverse/", recognise.reverse_entry, name="reverse_hours"),
    path("me/hours/", recognise.own, name="hours"),
    path("people/without-result/", stuck.index, name="stuck"),
    path("people/without-result/text/", stuck.text, name="stuck_text"),
    path("people/without-result/<uuid:uuid>/<slug:quiz>/", stuck.extend, name="extend"),
]
