"""Designs of certificates in the editors' admin: which there are, a form with its preview, the saved versions."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.forms_design import DesignForm
from certificates.models import Certificate, Design, DesignVersion
from certificates.permissions import DesignPolicy
from certificates.selectors.facts import issuer_of
from certificates.serial import encode
from certificates.services import designs
from certificates.services.rendering import picture, render
from certificates.wording import Wording
from courses.models import Programme
from lms.web.errors import Refusal
from quizzes.bank.screens import RoleViewSet, Screen

LONG_NAME = "阿卜杜热合曼·买买提托合提·阿卜力孜·努尔买买提·依明江·艾合买提江"
LONG_TITLE = (
    "区、镇两级新一届人民代表大会代表数字履职能力提升培训方案"
    "（含网络安全、个人信息保护、政务公开与代表履职平台操作、人工智能辅助调研等专题）第一期"
)
SAMPLES = {"usual": "王秀兰", "longest": LONG_NAME, "rarest": "王𠮷𫠆𬺈㛃䶮"}
DPI = 80


class DesignIndex(Screen):
    template_name = "certificates/admin/design_index.html"
    page_title = gettext_lazy("Designs of certificates")
    trail = ("certificate_designs:index", gettext_lazy("Designs of certificates"))

    def get(self, request: HttpRequest) -> HttpResponse:
        rows = Design.objects.select_related("programme").annotate(
            versions_made=Count("versions", distinct=True),
            saved=Max("versions__at"),
            used=Count("versions__certificates", distinct=True),
        )
        return self.render_to_response(self.get_context_data(rows=rows.order_by("kind", "pk")))


class DesignScreen(Screen):
    """The form. Its button “Preview” shows the certificate without saving; a script presses it after every change."""

    template_name = "certificates/admin/design_form.html"
    permission_required = "change"
    page_title = gettext_lazy("Design of certificates")
    trail = ("certificate_designs:index", gettext_lazy("Designs of certificates"))
    design: Design | None = None

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if "pk" in kwargs:
            self.design = get_object_or_404(Design.objects.select_related("programme"), pk=kwargs["pk"])

    def form(self) -> DesignForm:
        wording = Wording.of(designs.latest(self.design).content) if self.design else None
        return DesignForm(self.request.POST or None, design=self.design, wording=wording)

    def page(self, form: DesignForm, sample: str = "usual") -> HttpResponse:
        shown = form.wording() if form.is_bound and form.is_valid() else None
        if shown is None:
            shown = Wording.of(designs.latest(self.design).content) if self.design else Wording.supplied("completion")
        versions = self.design.versions.select_related("by").order_by("-number")[:20] if self.design else ()
        context = {
            "form": form,
            "design": self.design,
            "versions": versions,
            "sample": sample,
            "samples": {"usual": _("Usual name"), "longest": _("Longest name and title"), "rarest": _("Rarest name")},
            "preview": preview(shown, sample, self.design.programme if self.design else None),
        }
        return self.render_to_response(self.get_context_data(**context))

    def get(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        return self.page(self.form())

    def post(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        form, sample = self.form(), request.POST.get("sample", "usual")
        if "preview" in request.POST or not form.is_valid():
            return self.page(form, sample)
        try:
            version = designs.save(
                title=form.cleaned_data["title"],
                wording=form.wording(),
                by=self.person,
                design=self.design,
                kind=form.cleaned_data["kind"],
                programme=form.cleaned_data["programme"],
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return self.page(form, sample)
        messages.success(
            request,
            _("Version %(number)s is in use. Certificates issued before keep theirs.") % {"number": version.number},
        )
        return redirect("certificate_designs:edit", version.design_id)


def preview(wording: Wording, sample: str, programme: Programme | None) -> str:
    """A certificate in that wording for a made-up person, as an address that holds the picture itself."""
    name = SAMPLES.get(sample, SAMPLES["usual"])
    title = LONG_TITLE if sample == "longest" else programme.title if programme else _("Title of the programme")
    draft = Certificate(
        serial=encode(0),
        design=DesignVersion(content=replace(wording).content()),
        subject_name=name,
        programme_title=title,
        term_written="示范区第十届人民代表大会",
        issuer=issuer_of(programme or Programme(title=title)),
        level=_("Sample grade"),
        level_as_of=date(2026, 12, 1),
        hours=Decimal("24"),
        issued_on=date(2026, 12, 8),
        expires_on=date(2031, 11, 30),
    )
    return "data:image/png;base64," + base64.b64encode(picture(render(draft), dpi=DPI)).decode()


class DesignViewSet(RoleViewSet):
    name = "certificate_designs"
    url_prefix = "certificate-designs"
    icon = "doc-full"
    menu_label = gettext_lazy("Designs of certificates")
    menu_order = 220
    add_to_admin_menu = True
    policy = DesignPolicy(Design)

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(DesignIndex), name="index"),
            path("new/", self.construct_view(DesignScreen), name="add"),
            path("<int:pk>/", self.construct_view(DesignScreen), name="edit"),
        ]
