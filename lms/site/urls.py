"""Addresses of the room that composes the others."""

from __future__ import annotations

from django.urls import path

from lms.site.views import export, front, help, home, search

app_name = "site"

urlpatterns = [
    path("", front.front, name="front"),
    path("learn/", home.home, name="home"),
    path("me/", home.me, name="me"),
    path("me/notices/read/", home.read_notices, name="read_notices"),
    path("me/data/", export.own, name="own_data"),
    path("help/", help.index, name="help"),
    path("help/<slug:name>/", help.page, name="help_page"),
    path("search/", search.search, name="search"),
]
