"""Import in the editors' admin: upload, look at every question and every refusal, confirm or give up."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from lms.web.errors import Refusal
from quizzes.bank.screens import Screen
from quizzes.exchange import formats
from quizzes.exchange.forms import UploadForm
from quizzes.exchange.models import QuestionFile
from quizzes.exchange.planning import Defaults
from quizzes.exchange.previews import shown_questions
from quizzes.exchange.services import uploads
from quizzes.exchange.services.importing import Told
from quizzes.exchange.services.refusals import refused_workbook
from quizzes.exchange.views.files import download, picture_type
from quizzes.types.richtext import picture_name

A_PAGE = 20
REFUSED_SHOWN = 200


class Upload(Screen):
    template_name = "quizzes/exchange/upload.html"
    permission_required = "add"
    page_title = gettext_lazy("Import questions")
    trail = ("items:index", gettext_lazy("Items"))

    def get(self, request: HttpRequest) -> HttpResponse:
        bank = request.GET.get("bank", "")
        return self.page(UploadForm(person=self.person, initial={"bank": bank if bank.isdigit() else None}))

    def page(self, form: UploadForm) -> HttpResponse:
        waiting = QuestionFile.objects.filter(by=self.person).select_related("bank").order_by("-created_at")
        return self.render_to_response(self.get_context_data(form=form, waiting=waiting[:20]))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES, person=self.person)
        if not form.is_valid():
            return self.page(form)
        given = form.cleaned_data
        try:
            upload = uploads.open_upload(
                content=given["file"].read(),
                filename=given["file"].name,
                bank=given["bank"],
                format=given["format"] or "auto",
                defaults=Defaults(given["competence"].code if given["competence"] else "", given["level"]),
                by=self.person,
                now=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("file", str(refusal))
            return self.page(form)
        return redirect("exchange:look", upload.uuid)

    def get_header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Excel template"), url=reverse("exchange:template", args=["xlsx"]), icon_name="download"),
            HeaderButton(_("Word template"), url=reverse("exchange:template", args=["docx"]), icon_name="download"),
        ]


class OneUpload(Screen):
    """An upload is seen by whoever made it, and nobody else."""

    permission_required = "add"
    trail = ("exchange:upload", gettext_lazy("Import questions"))
    upload: QuestionFile

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        owner = request.user.pk if request.user.is_authenticated else None
        found = QuestionFile.objects.filter(by=owner).select_related("bank")
        self.upload = get_object_or_404(found, uuid=kwargs["uuid"])

    def after_refusal(self) -> str:
        return reverse("exchange:upload")

    @cached_property
    def told(self) -> Told:
        return uploads.check(self.upload)


class Look(OneUpload):
    template_name = "quizzes/exchange/look.html"
    page_title = gettext_lazy("Look before importing")

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        page = Paginator(self.told.planned, A_PAGE).get_page(request.GET.get("page"))
        context = {
            "upload": self.upload,
            "told": self.told,
            "format": formats.find(self.told.format).LABEL,
            "page": page,
            "refused": self.told.refused[:REFUSED_SHOWN],
            "refused_more": max(0, len(self.told.refused) - REFUSED_SHOWN),
            "noted": [each for each in self.told.planned if each.question.notes][:REFUSED_SHOWN],
            "asides": _asides(self.told),
        }
        return self.render_to_response(self.get_context_data(**context))


class Frame(OneUpload):
    """One page of the questions in the look of the site."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        page = Paginator(self.told.planned, A_PAGE).get_page(request.GET.get("page"))
        response = render(request, "quizzes/exchange/frame.html", {"questions": shown_questions(page.object_list)})
        return self.with_pictures(response, {name for each in page.object_list for name in each.question.pictures})

    def with_pictures(self, response: HttpResponse, names: set[str]) -> HttpResponse:
        """Pictures that the bank does not keep yet are shown out of the uploaded file."""
        text = response.content.decode()
        for name in names:
            address = reverse("exchange:picture", args=[self.upload.uuid, name])
            text = text.replace(escape(default_storage.url(picture_name(name))), address)
        response.content = text.encode()
        return response


class Picture(OneUpload):
    def get(self, request: HttpRequest, uuid: UUID, name: UUID) -> HttpResponse:
        for each in self.told.planned:
            if (content := each.question.pictures.get(str(name))) is not None:
                response = HttpResponse(content, content_type=picture_type(content))
                response["Cache-Control"] = "private, no-store"
                response["X-Content-Type-Options"] = "nosniff"
                return response
        raise Http404


class Confirm(OneUpload):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        keep_good = request.POST.get("act") == "keep_good"
        told = uploads.confirm(upload=self.upload, keep_good=keep_good, by=self.person, now=timezone.now())
        if not told.written:
            messages.error(request, _("Nothing was imported: some questions are refused."))
            return redirect("exchange:look", self.upload.uuid)
        messages.success(
            request,
            _("Imported as drafts: %(created)d new, %(changed)d changed, %(same)d the same; %(refused)d left out.")
            % (told.states | {"refused": len(told.refused)}),
        )
        return redirect(f"{reverse('items:index')}?bank={self.upload.bank_id}&state=draft")


class GiveUp(OneUpload):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        uploads.give_up(upload=self.upload)
        messages.success(request, _("The uploaded file is deleted; nothing was imported."))
        return redirect("exchange:upload")


class Refusals(OneUpload):
    """The refused questions as a workbook: corrected there, it can be uploaded again."""

    def get(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        content = refused_workbook(self.upload.filename, uploads.content_of(self.upload), self.told)
        stem = self.upload.filename.rpartition(".")[0] or self.upload.filename
        return download(content, f"{_('To correct')} {stem}.xlsx")


def _asides(told: Told) -> list[str]:
    words = {
        "category": _("categories: %(count)d"),
        "comment": _("comments: %(count)d"),
        "description": _("texts without a question: %(count)d"),
        "heading": _("headings: %(count)d"),
        "text": _("lines outside of questions: %(count)d"),
        "column": _("columns that are not read: %(count)d"),
        "sheet": _("sheets without questions: %(count)d"),
    }
    return [words.get(what, what + ": %(count)d") % {"count": count} for what, count in told.asides.items()]
