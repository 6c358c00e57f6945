"""One form on paper: entering it, comparing two entries, setting it aside."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import BadInput
from quizzes.delivery import paper_codes
from quizzes.delivery.forms import helper_in_words
from quizzes.delivery.many import part_of, prefix, widget_of
from quizzes.delivery.paper_forms import EntryForm, VoidForm, decisions
from quizzes.delivery.selectors.paper import Difference, differences, find_forms, lines_of
from quizzes.delivery.selectors.reviews import percent
from quizzes.delivery.selectors.sittings import Line
from quizzes.delivery.services import paper
from quizzes.delivery.views.paper import STATES
from quizzes.types.interface import Unfinished


def _form(request: HttpRequest, code: str) -> Any:
    """The form in one's hands, with its state; a number that was mistyped or is another unit's is not found."""
    return get_object_or_404(find_forms(signed_in(request)), code=paper_codes.read(code) or "")


@roles_required(*paper.KEEPERS)
@never_cache
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, code: str) -> HttpResponse:
    """How far the form is and what is next; once two entries are there, their differences, decided here."""
    form, by = _form(request, code), signed_in(request)
    entries = list(form.entries.all())
    found = differences(*entries) if form.state == "differs" else []
    problem = ""
    if request.method == "POST":
        try:
            taken = decisions(request.POST, [one.name for one in found])
            paper.decide(form=form, taken=taken, by=by, now=timezone.now())
        except BadInput as wrong:
            problem = str(wrong)
        else:
            messages.success(request, _("Decided and scored."))
            return redirect("quizzes:paper_form", form.code)
    lines = {str(line.position): line for line in lines_of(form)} if found else {}
    context = {
        "form": form,
        "number": paper_codes.grouped(form.code),
        "state": STATES[form.state],
        "entries": entries,
        "mine": any(entry.by_id == by.pk for entry in entries),
        "differences": [_in_words(one, lines.get(one.name), request.POST.get(f"take-{one.name}")) for one in found],
        "problem": problem,
        "void_form": VoidForm(),
        "outcome": _outcome(form),
    }
    return render(request, "quizzes/delivery/paper_form.html", context, status=400 if problem else 200)


def _outcome(form: Any) -> dict[str, Any] | None:
    """What staff are told of a scored form: whether the target was reached; of a readiness test nothing."""
    if form.state != "scored" or form.quiz.purpose == "readiness":
        return None
    outcome = form.result.attempt.outcomes.get(superseded_by=None)
    return {"percent": percent(outcome.share), "passed": outcome.passed}


def _in_words(one: Difference, line: Line | None, chosen: str | None) -> dict[str, Any]:
    def words(value: Any) -> list[str]:
        if line is not None:
            return line.kind.content.describe(line.body, line.served.out(value) or {}) if value else [_("left empty")]
        if one.name == "helper":
            return [helper_in_words(value) if value else _("Nobody helped")]
        return [str(value)]

    return {
        "name": one.name,
        "line": line,
        "first": words(one.first),
        "second": words(one.second),
        "chosen": chosen,
    }


@roles_required(*paper.KEEPERS)
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper says, from somebody who has not seen another's entry."""
    form, by = _form(request, code), signed_in(request)
    head = EntryForm(request.POST or None)
    lines = lines_of(form)
    problems: dict[int, str] = {}
    if request.method == "POST":
        answers: dict[int, Any] = {}
        for line in lines:
            try:
                payload = line.served.back(line.read(part_of(request.POST, line.position)))
            except Unfinished as unfinished:
                problems[line.position] = str(unfinished)
            else:
                if payload is not None:
                    answers[line.position] = payload
        if head.is_valid() and not problems:
            entry = paper.enter(
                form=form,
                answers=answers,
                helper=head.cleaned_data["helper"],
                sat_on=head.cleaned_data["sat_on"],
                by=by,
                now=timezone.now(),
            )
            messages.success(request, _told(entry.turn))
            return redirect("quizzes:paper_form", form.code)
    rows = [
        {
            "line": line,
            "prefix": prefix(line.position),
            "problem": problems.get(line.position, ""),
            "widget": _widget(request, line),
        }
        for line in lines
    ]
    kinds = {line.kind.name: line.kind for line in lines}.values()
    context = {
        "form": form,
        "number": paper_codes.grouped(form.code),
        "head": head,
        "rows": rows,
        "styles": list(dict.fromkeys(style for kind in kinds for style in kind.styles)),
        "turn": len(form.entries.all()) + 1,
        "problem": bool(problems or head.errors),
    }
    return render(request, "quizzes/delivery/paper_entry.html", context, status=400 if context["problem"] else 200)


def _widget(request: HttpRequest, line: Line) -> str:
    """Empty, or as it was sent. A kind shows what was sent from its payload where it reads, else from the form."""
    if request.method != "POST":
        return widget_of(line)
    sent = part_of(request.POST, line.position)
    try:
        payload = line.read(sent)
    except Unfinished:
        return widget_of(line, sent)
    return widget_of(replace(line, answer=line.served.back(payload)))


def _told(turn: int) -> str:
    if turn == 1:
        return _("Entered. Now a second person enters it without seeing your entry.")
    return _("Entered for the second time.")


@roles_required(*paper.KEEPERS)
@require_POST
def set_aside(request: HttpRequest, code: str) -> HttpResponse:
    """The form is lost or spoilt."""
    form, asked = _form(request, code), VoidForm(request.POST)
    reason = asked.cleaned_data["reason"] if asked.is_valid() else ""
    paper.set_aside(form=form, reason=reason, by=signed_in(request), now=timezone.now())
    messages.success(request, _("The form is set aside; it counts for nothing."))
    return redirect("quizzes:paper_form", form.code)
