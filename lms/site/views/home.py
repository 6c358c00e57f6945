"""The deputy's home and the page 我的."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from lms.notify.services import notices
from lms.people.sign_in import signed_in
from lms.site.selectors.home import home_of, me_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Continue where I was, how far I am, what is next."""
    return render(request, "site/home.html", {"home": home_of(signed_in(request), now=timezone.now())})


@login_required
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is mine: points, record, certificates, account, notices, a copy of my data."""
    return render(request, "site/me.html", {"me": me_of(signed_in(request), now=timezone.now())})


@login_required
@require_POST
def read_notices(request: HttpRequest) -> HttpResponse:
    """All notices shown are marked as read."""
    notices.mark_read(to_uuid=signed_in(request).uuid, now=timezone.now())
    return redirect("site:me")
