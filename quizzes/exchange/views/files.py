"""Files to take away: the templates, and a bank's items."""

from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quizzes.bank.screens import Screen
from quizzes.exchange.forms import ExportForm
from quizzes.exchange.services.exporting import export_bank
from quizzes.exchange.templates_to_fill import docx_template, xlsx_template

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xml": "application/xml",
    ".zip": "application/zip",
}


def picture_type(content: bytes) -> str:
    """By its first bytes; readers let PNG, JPEG, GIF, WebP and BMP in."""
    starts = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}
    return next((kind for start, kind in starts.items() if content.startswith(start)), "application/octet-stream")


def download(content: bytes, name: str) -> HttpResponse:
    """A file that no cache keeps."""
    ending = f".{name.rpartition('.')[2]}"
    response = HttpResponse(content, content_type=TYPES.get(ending, "text/plain; charset=utf-8"))
    response["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


class Template(Screen):
    permission_required = "add"

    def get(self, request: HttpRequest, ending: str) -> HttpResponse:
        makers = {"xlsx": xlsx_template, "docx": docx_template}
        if ending not in makers:
            raise Http404
        return download(makers[ending](), f"题目模板.{ending}")


class Export(Screen):
    template_name = "quizzes/exchange/export.html"
    permission_required = "view"
    page_title = gettext_lazy("Export questions")
    trail = ("items:index", gettext_lazy("Items"))

    def get(self, request: HttpRequest) -> HttpResponse:
        bank = request.GET.get("bank", "")
        form = ExportForm(person=self.person, initial={"bank": bank if bank.isdigit() else None})
        return self.render_to_response(self.get_context_data(form=form))

    def post(self, request: HttpRequest) -> HttpResponse:
        """The file at once, or, when its format cannot say some questions, first which those are."""
        form = ExportForm(request.POST, person=self.person)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        bank, format = form.cleaned_data["bank"], form.cleaned_data["format"]
        told = request.POST.get("act") == "anyway"
        written = export_bank(bank=bank, format=format, look_only=not told, by=self.person, now=timezone.now())
        if written.left_out and not told:
            return self.render_to_response(self.get_context_data(form=form, left_out=written.left_out, written=written))
        if not written.count:
            messages.error(request, _("The bank has no published question that this format can say."))
            return self.render_to_response(self.get_context_data(form=form))
        if not told:
            written = export_bank(bank=bank, format=format, by=self.person, now=timezone.now())
        return download(written.content, f"{bank.slug}{written.ending}")
