"""My learning record: what was written down, as it stands in the chain."""

import csv

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from lms.people.sign_in import signed_in
from lms.records.selectors.statements import in_words, statements_of

PER_PAGE = 50
COLUMNS = (
    pgettext_lazy("learning record", "Number"),
    pgettext_lazy("learning record", "Time"),
    pgettext_lazy("learning record", "What"),
    pgettext_lazy("learning record", "Of what"),
    pgettext_lazy("learning record", "Hash"),
)


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(statements_of(signed_in(request)), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "records/mine.html", {"page": page, "lines": in_words(page.object_list)})


@require_safe
@login_required
def export(request: HttpRequest) -> HttpResponse:
    """The whole record as a table, for the own duty file 履职档案."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="record-{timezone.localdate():%Y%m%d}.csv"'
    response.write("\ufeff")
    sheet = csv.writer(response)
    sheet.writerow([str(column) for column in COLUMNS])
    for line in in_words(statements_of(signed_in(request))):
        sheet.writerow([line.seq, f"{timezone.localtime(line.at):%Y-%m-%d %H:%M}", line.verb, line.what, line.hash])
    return response
