"""The panellist's pages: the statement, the list, one item a page."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from lms.people.sign_in import signed_in
from quizzes.panels.models import Panel, Panellist
from quizzes.panels.selectors import pages
from quizzes.panels.services import panels

STATEMENT = gettext_lazy(
    "I keep these questions and their answers to myself, copy nothing, and talk about them with nobody outside the "
    "panel. I am no deputy in office and will not take this assessment."
)


class ShareForm(forms.Form):
    share = forms.TypedChoiceField(
        label=gettext_lazy("Of 100 deputies who are only just at the level, how many would answer this right?"),
        coerce=int,
        choices=[("", gettext_lazy("Please choose")), *((share, str(share)) for share in range(0, 101, 5))],
    )


@login_required
def panel_list(request: HttpRequest) -> HttpResponse:
    """The panels on which the person sits."""
    person = signed_in(request)
    rows = Panellist.objects.filter(person=person).select_related("panel").order_by("-pk")[:50]
    return render(request, "quizzes/panels/mine.html", {"rows": [(row, row.done(row.panel.round)) for row in rows]})


@login_required
@never_cache
def panel(request: HttpRequest, uuid: str) -> HttpResponse:
    """Read and confirm the statement; then what is judged and what is left."""
    one = _own(request, uuid)
    if request.method == "POST":
        panels.sign(panellist=one, statement=str(STATEMENT), now=timezone.now())
        return redirect("quizzes:panel", uuid=uuid)
    open_now = one.signed_at is not None and bool(one.panel.round)
    late = one.panel.round == 2 and not one.done(1)
    lines = pages.lines(one) if open_now and not late else []
    context = {
        "panel": one.panel,
        "panellist": one,
        "statement": STATEMENT,
        "lines": lines,
        "left": sum(line.share is None for line in lines),
        "next": next((line.item.position for line in lines if line.share is None), None),
        "done": one.done(one.panel.round) if one.panel.round else True,
        "late": late,
        "feedback": pages.feedback(one) if open_now and one.panel.round == 2 and not late else [],
    }
    return render(request, "quizzes/panels/panel.html", context)


@login_required
@never_cache
def item(request: HttpRequest, uuid: str, number: int) -> HttpResponse:
    """One item, with its right answer for whoever may read it, and the panellist's judgement. Only after signing, only
    while a round is open."""
    one = _own(request, uuid)
    if one.signed_at is None or not one.panel.round or one.done(one.panel.round):
        return redirect("quizzes:panel", uuid=uuid)
    items = one.panel.items.select_related("version__item", "competence").prefetch_related("competence__levels")
    row = get_object_or_404(items, position=number)
    shown = pages.sheet(one, row)
    form = ShareForm(request.POST if request.method == "POST" else None, initial={"share": shown.share})
    if request.method == "POST" and form.is_valid():
        panels.rate(panellist=one, item=row, share=form.cleaned_data["share"], now=timezone.now())
        if shown.after:
            return redirect("quizzes:panel_item", uuid=uuid, number=shown.after)
        return redirect("quizzes:panel", uuid=uuid)
    context = {"panel": one.panel, "sheet": shown, "form": form, "total": one.panel.items.count()}
    return render(request, "quizzes/panels/item.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def hand_in(request: HttpRequest, uuid: str) -> HttpResponse:
    """End the own round."""
    panels.hand_in(panellist=_own(request, uuid), now=timezone.now())
    messages.success(request, _("Handed in. You will be told when there is something to do again."))
    return redirect("quizzes:panel", uuid=uuid)


def _own(request: HttpRequest, uuid: str) -> Panellist:
    mine = Panel.objects.visible_to(signed_in(request))
    return get_object_or_404(
        Panellist.objects.select_related("panel", "person"),
        panel=get_object_or_404(mine, uuid=uuid),
        person=signed_in(request),
    )
