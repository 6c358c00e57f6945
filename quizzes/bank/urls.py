"""The bank has no pages on the site: its screens live in the editors' admin (quizzes/wagtail_hooks.py)."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
