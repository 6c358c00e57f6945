"""A lesson from Word in the editors' admin: upload below a module, look at it as a learner will, make the draft."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.files.plan import Block
from courses.forms_word import DraftForm, WordForm
from courses.models import LessonFile, LessonPage, ModulePage
from courses.permissions import may_add_lessons
from courses.services import lesson_files
from courses.word.drafted import Drafted
from lms.web.errors import NotAllowed, Refusal
from quizzes.bank.permissions import BankPolicy
from quizzes.bank.screens import RoleViewSet, Screen

LOST_SHOWN = 100


class WordScreen(Screen):
    """Stands below the page of a module."""

    permission_required = "add"
    module: ModulePage

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailadmin_explore", args=[self.module.pk]), "label": self.module.draft_title},
            {"url": "", "label": self.get_page_title()},
        ]


class Upload(WordScreen):
    template_name = "courses/admin/word_upload.html"
    page_title = gettext_lazy("Lesson from Word")

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.module = get_object_or_404(ModulePage, pk=kwargs["pk"])

    def page(self, form: WordForm) -> HttpResponse:
        if not may_add_lessons(self.person, self.module):
            raise NotAllowed(_("You cannot add lessons to this module."))
        waiting = LessonFile.objects.filter(by=self.person, page=self.module).order_by("-created_at")[:20]
        return self.render_to_response(self.get_context_data(form=form, waiting=waiting, module=self.module))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(WordForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = WordForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form)
        file = form.cleaned_data["file"]
        try:
            upload = lesson_files.open_upload(
                content=file.read(), filename=file.name, page=self.module, by=self.person, now=timezone.now()
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            return self.page(form)
        return redirect("word_lessons:look", upload.uuid)


class OneUpload(WordScreen):
    """An upload is seen by whoever made it, and nobody else."""

    upload: LessonFile

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        owner = request.user.pk if request.user.is_authenticated else None
        found = LessonFile.objects.filter(by=owner).select_related("page")
        self.upload = get_object_or_404(found, uuid=kwargs["uuid"])
        self.module = self.upload.page

    def after_refusal(self) -> str:
        return reverse("word_lessons:upload", args=[self.module.pk])

    @cached_property
    def drafted(self) -> Drafted:
        return lesson_files.check(self.upload)


class Look(OneUpload):
    """The draft before it is one: what is lost, the words for the pictures, and the look on a phone and on a desk."""

    template_name = "courses/admin/word_look.html"
    page_title = gettext_lazy("Look before the draft is made")

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        return self.page(DraftForm(drafted=self.drafted))

    def page(self, form: DraftForm) -> HttpResponse:
        rows = [(picture, _address(self.upload, picture.member), alt, leave) for picture, alt, leave in form.rows()]
        context = {
            "upload": self.upload,
            "form": form,
            "rows": rows,
            "lost": self.drafted.lost[:LOST_SHOWN],
            "lost_more": max(0, len(self.drafted.lost) - LOST_SHOWN),
        }
        return self.render_to_response(self.get_context_data(**context))

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        form = DraftForm(request.POST, drafted=self.drafted)
        if not form.is_valid():
            return self.page(form)
        try:
            page = lesson_files.confirm(
                upload=self.upload,
                title=form.cleaned_data["title"],
                minutes=form.cleaned_data["minutes"],
                alts=form.alts(),
                by=self.person,
                now=timezone.now(),
            )
        except NotAllowed:
            raise
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.page(form)
        messages.success(request, _("The draft is made, and the uploaded file deleted. Learners do not see it yet."))
        return redirect("wagtailadmin_pages:edit", page.pk)


class Frame(OneUpload):
    """The lesson in the look of the site."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        members = {picture.number: picture.member for picture in self.drafted.pictures}
        context = {
            "drafted": self.drafted,
            "module": self.module,
            "blocks": [_shown(block, self.upload, members) for block in self.drafted.blocks],
        }
        return render(request, "courses/admin/word_frame.html", context)


class Picture(OneUpload):
    def get(self, request: HttpRequest, uuid: UUID, member: str) -> HttpResponse:
        try:
            drawn = lesson_files.picture_of(self.upload, member)
        except Refusal:
            raise Http404 from None
        response = HttpResponse(drawn.content, content_type="image/webp")
        response["Cache-Control"] = "private, no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response


class GiveUp(OneUpload):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        lesson_files.give_up(upload=self.upload)
        messages.success(request, _("The uploaded file is deleted; no lesson was made."))
        return redirect("wagtailadmin_explore", self.module.pk)


class WordViewSet(RoleViewSet):
    name = "word_lessons"
    url_prefix = "word-lessons"
    icon = "upload"
    policy = BankPolicy(LessonFile)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("<int:pk>/", self.construct_view(Upload), name="upload"),
            path("<uuid:uuid>/", self.construct_view(Look), name="look"),
            path("<uuid:uuid>/lesson/", self.construct_view(Frame), name="frame"),
            path("<uuid:uuid>/pictures/<path:member>", self.construct_view(Picture), name="picture"),
            path("<uuid:uuid>/give-up/", self.construct_view(GiveUp), name="give_up"),
        ]


def _address(upload: LessonFile, member: str) -> str:
    return reverse("word_lessons:picture", args=[upload.uuid, member])


def _shown(block: Block, upload: LessonFile, members: dict[int, str]) -> dict[str, Any]:
    """A picture by its address in the uploaded file; any other block as the lesson's page renders it."""
    if block["type"] == "image":
        return block["value"] | {"address": _address(upload, members[block["value"]["image"]])}
    stream = LessonPage._meta.get_field("body").stream_block.to_python([block])
    return {"block": stream[0]}
