"""The front door: what this is, the programme, and where to sign in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.selectors.programmes import live_programmes


def front(request: HttpRequest) -> HttpResponse:
    """The public first page; whoever is signed in finds the way on instead of the sign-in."""
    return render(request, "site/front.html", {"programmes": live_programmes()})
