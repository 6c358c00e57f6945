"""The site's addresses, and the baseline of the benchmarks: a view that does nothing, behind the same middleware."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lms import urls

EMPTY = "/bench/empty/"


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


urlpatterns = [path(EMPTY.lstrip("/"), empty), *urls.urlpatterns]
