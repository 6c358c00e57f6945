"""Watching a deputy do a task: choose whom and what, fill in the checklist, go on to the next."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lms.people.models import Person
from lms.people.permissions import roles_required
from lms.people.sign_in import signed_in
from lms.web.errors import NotAllowed
from quizzes.bank.models import Task
from quizzes.delivery.observation_form import ACCOMMODATIONS, ObservationForm
from quizzes.delivery.selectors.observations import (
    find_people,
    own_observations,
    passed_among,
    seen_points,
)
from quizzes.delivery.services.observations import OBSERVERS, observe

PEOPLE_ON_A_PAGE, OBSERVATIONS_ON_A_PAGE, LATEST = 20, 50, 5


@roles_required(*OBSERVERS)
@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """A task, then a person by name; both stand in the address."""
    observer = signed_in(request)
    tasks = list(Task.objects.select_related("competence").order_by("competence__order", "slug"))
    wanted = request.GET.get("task") or (tasks[0].slug if len(tasks) == 1 else "")
    task = next((task for task in tasks if task.slug == wanted), None)
    name = request.GET.get("q", "").strip()
    context: dict[str, Any] = {
        "tasks": tasks,
        "task": task,
        "name": name,
        "latest": own_observations(observer)[:LATEST],
    }
    if task is not None:
        found = find_people(observer, name=name, now=timezone.now())
        page = Paginator(found, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
        passed = passed_among(task, page.object_list)
        context |= {"page": page, "people": [(person, passed.get(person.pk)) for person in page.object_list]}
    return render(request, "quizzes/observations/choose.html", context)


@roles_required(*OBSERVERS)
@require_http_methods(["GET", "POST"])
def observe_task(request: HttpRequest, slug: str) -> HttpResponse:
    """The brief and the checklist for `?person=`; sending it twice stores it once."""
    task = get_object_or_404(Task.objects.select_related("competence"), slug=slug)
    observer, now = signed_in(request), timezone.now()
    person = _whom(request, observer)
    form = ObservationForm(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        observation = observe(
            task=task,
            person=person,
            observer=observer,
            results=form.results(),
            assisted=form.cleaned_data["assisted"],
            accommodation=form.cleaned_data["accommodation"],
            note=form.cleaned_data["note"],
            client_id=form.cleaned_data["client_id"],
            now=now,
        )
        return redirect("quizzes:observation", observation.pk)
    return render(request, "quizzes/observations/observe.html", {"task": task, "person": person, "form": form})


def _whom(request: HttpRequest, observer: Person) -> Person:
    """The person of the address, within the observer's reach; the same refusal for a stranger and for nobody."""
    wanted = _uuid(request.GET.get("person", ""))
    if wanted == observer.uuid:
        raise NotAllowed(_("Nobody observes oneself; ask a colleague to watch."))
    within = find_people(observer, name="", now=timezone.now())
    person = within.filter(uuid=wanted).first() if wanted else None
    if person is None:
        raise NotAllowed(_("This person is not among the deputies whom you look after."))
    return person


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@roles_required(*OBSERVERS)
@require_GET
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What was written down, and the way on to the next person with the same task."""
    observation = get_object_or_404(own_observations(signed_in(request)), pk=pk)
    context = {
        "observation": observation,
        "points": seen_points(observation),
        "accommodation": dict(ACCOMMODATIONS).get(observation.accommodation, observation.accommodation),
        "next": f"{reverse('quizzes:observe')}?{urlencode({'task': observation.task.slug})}",
    }
    return render(request, "quizzes/observations/done.html", context)


@roles_required(*OBSERVERS)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Everything that this observer wrote down, latest first."""
    rows = own_observations(signed_in(request))
    page = Paginator(rows, OBSERVATIONS_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "quizzes/observations/mine.html", {"page": page})
