"""What happens before one of the programme's pages is shown."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Page

from courses.models import LessonPage, ModulePage, Programme, ProgrammePage
from courses.selectors import learners
from courses.services import progress
from lms.people.models import Person


def before_serving(page: Page, request: HttpRequest) -> HttpResponse | None:
    """404 for a programme that is not offered to this visitor, the sign-in before a lesson, and a note that the lesson
    is being read by somebody enrolled."""
    person = request.user if isinstance(request.user, Person) else None
    if isinstance(page, ProgrammePage | ModulePage | LessonPage):
        hide_what_is_not_offered(page, person)
    if not isinstance(page, LessonPage):
        return None
    if person is None:
        return redirect_to_login(request.get_full_path())
    lesson = page.row
    if request.method == "GET" and lesson is not None and learners.is_learner(person, lesson.module):
        progress.open_lesson(person=person, lesson=lesson, page_revision=page.live_revision_id, now=timezone.now())
    return None


def _programme_page(page: Page) -> ProgrammePage | None:
    found: ProgrammePage | None = ProgrammePage.objects.ancestor_of(page).select_related("programme").last()
    return found


def hide_what_is_not_offered(page: Page, person: Person | None) -> None:
    """The programme stands above every page of it; one that has no row yet is a copy that nobody has released."""
    above = page if isinstance(page, ProgrammePage) else _programme_page(page)
    programme = above.row if above else None
    if programme is not None and programme.live:
        return
    if person is None or programme is None:
        raise Http404
    if not Programme.objects.visible_to(person).filter(pk=programme.pk).exists():
        raise Http404
