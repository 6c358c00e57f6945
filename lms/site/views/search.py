"""Search over what the site publishes: programmes, modules, lessons."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from lms.site.selectors.search import found

PER_PAGE = 20
LONGEST = 60
"""Characters of a query that are looked at."""


def search(request: HttpRequest) -> HttpResponse:
    """Results for ?q=; an empty query shows the field alone."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    page = Paginator(found(query, request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "site/search.html", {"query": query, "page": page})
