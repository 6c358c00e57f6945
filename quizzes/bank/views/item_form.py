"""Writing an item: a new one, or the draft of one that is there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from lms.web.errors import BadInput, Refusal
from quizzes.bank.forms.item import ItemForm, content_of, first_values
from quizzes.bank.forms.uploads import with_pictures
from quizzes.bank.models import Item, ItemBank, ItemDraft, Recheck
from quizzes.bank.screens import Screen
from quizzes.bank.selectors.alike import twins_of
from quizzes.bank.selectors.items import draft_content, last_of, missing
from quizzes.bank.services import items, tagging
from quizzes.framework.models import Competence
from quizzes.types import registry
from quizzes.types.interface import Content, Editor
from quizzes.types.pictured import PictureForm, picture_of, without_picture


@dataclass
class Filled:
    """Both halves of the form: the item's own fields and those of its kind."""

    item: ItemForm
    picture: PictureForm
    editor: Editor
    before: tuple[str, str]
    """The text and the HTML of the question as they were."""

    def is_valid(self) -> bool:
        return all([self.item.is_valid(), self.picture.is_valid(), self.editor.is_valid()])

    def content(self) -> Content:
        fields = self.item.cleaned_data
        html = self.picture.html(fields["stem"], fields.get("html"), self.before)
        return content_of(self.item.kind, fields | {"html": html}, self.editor.content())


class ItemScreen(Screen):
    """What writing a new item and an old one share."""

    template_name = "quizzes/bank/item_form.html"
    permission_required = "change"
    trail = ("items:index", gettext_lazy("Items"))
    item: Item | None = None

    @cached_property
    def kind(self) -> str:
        """A published item keeps its kind; else the tabs above the form choose it."""
        if self.item is not None and self.item.live_version_id:
            return self.item.kind
        chosen = self.request.POST.get("kind") or self.request.GET.get("kind", "")
        return chosen if chosen in registry.kinds() else self.item.kind if self.item else next(iter(registry.kinds()))

    @cached_property
    def sent(self) -> QueryDict | None:
        """What the form holds, a picture that came with it kept."""
        if self.request.method != "POST":
            return None
        try:
            return with_pictures(self.request, by=self.person, now=timezone.now())
        except BadInput as wrong:
            messages.error(self.request, _("The picture was not taken. %(why)s") % {"why": wrong})
            return self.request.POST

    def filled(self, values: dict[str, Any], content: Content | None) -> Filled:
        data = self.sent
        body = content[0] if content else {}
        html, holds_stem = body.get("html", ""), registry.kind(self.kind).holds_stem
        known = {} if holds_stem else picture_of(html)
        if known and not without_picture(html):
            values = values | {"html": ""}  # the fields of text and picture say it all
        own = ItemForm(
            data,
            kind=self.kind,
            banks=ItemBank.objects.open_to(self.person),
            item=self.item,
            initial=values,
        )
        kind = registry.kind(self.kind)
        alike = self.item is not None and kind.content.FIELDS == registry.kind(self.item.kind).content.FIELDS
        picture = PictureForm(data, prefix="stem", initial=known)
        before = (body.get("stem", ""), html)
        return Filled(own, picture, kind.editing.Editor(data, content if alike else None), before)

    def page(self, filled: Filled, **more: Any) -> HttpResponse:
        context = {
            "form": filled.item,
            "picture": None if registry.kind(self.kind).holds_stem else filled.picture,
            "editor": filled.editor,
            "editor_template": registry.kind(self.kind).template("editor"),
            "item": self.item,
            "kind": self.kind,
            "kinds": registry.choices() if self.item is None or not self.item.live_version_id else [],
            "kind_word": registry.label(self.kind),
            "bank": self.request.GET.get("bank", ""),
        }
        return self.render_to_response(self.get_context_data(**context, **more))

    def keep(self, item: Item, filled: Filled) -> None:
        """The draft is saved; what the button asked for beyond that happens, or is refused in words."""
        body, key, feedback = filled.content()
        now = timezone.now()
        items.save_draft(item=item, body=body, key=key, feedback=feedback, by=self.person, now=now)
        tagging.set_tags(item=item, names=filled.item.cleaned_data["tags"], by=self.person, now=now)
        match self.request.POST.get("action"):
            case "send":
                self.send(item, now)
            case _:
                messages.success(self.request, _("The draft is saved. Learners do not see it yet."))

    def send(self, item: Item, now: datetime) -> None:
        try:
            items.send(item=item, by=self.person, now=now)
        except Refusal as refusal:
            messages.error(self.request, _("The draft is saved, but not sent. %(why)s") % {"why": refusal})
            return
        messages.success(self.request, _("Sent for review. Those who may check it are told."))

    def onward(self, item: Item) -> HttpResponse:
        wanted = "preview" if self.request.POST.get("action") == "preview" else "edit"
        return redirect(f"items:{wanted}", item.pk)


class ItemCreate(ItemScreen):
    page_title = gettext_lazy("New item")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(self.filled(self.first(), None))

    def first(self) -> dict[str, Any]:
        """`?bank=` chooses the bank; competence, level, source and date follow the bank's last item."""
        wanted, code = self.request.GET.get("bank", ""), self.request.GET.get("competence", "")
        find = {"pk": wanted} if wanted.isdigit() else {"slug": wanted}
        bank = ItemBank.objects.open_to(self.person).filter(**find).first()
        values = first_values(last_of(bank), None) if bank else {}
        if bank:
            values["bank"] = bank.pk
        if code and (competence := Competence.objects.filter(code=code).first()):
            values["competence"] = competence.pk
        return {"band": 0.0} | values

    def post(self, request: HttpRequest) -> HttpResponse:
        filled = self.filled({}, None)
        if not filled.is_valid():
            return self.page(filled)
        fields = filled.item.cleaned_data
        with transaction.atomic():
            item = items.create(
                bank=fields["bank"],
                competence=fields["competence"],
                kind=self.kind,
                level=fields["level"],
                band=fields["band"],
                source=fields["source"],
                expires_on=fields["expires_on"],
                by=self.person,
                now=timezone.now(),
            )
            self.keep(item, filled)
        return self.onward(item)


class ItemEdit(ItemScreen):
    item: Item

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise Http404
        known = Item.objects.listed_to(request.user).with_state()
        self.item = get_object_or_404(
            known.select_related("live_version__statistic", "bank", "competence"), pk=kwargs["pk"]
        )
        self.open = Item.objects.visible_to(request.user).filter(pk=self.item.pk).exists()

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who may know of the item and not read its key is led to the page that is for them."""
        if not self.open:
            return redirect("items:review", self.item.pk)
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return self.item.slug

    def get_header_buttons(self) -> list[HeaderButton]:
        pages = [
            ("preview", _("Preview"), "view"),
            ("review", _("Review"), "tick"),
            ("history", _("History"), "history"),
        ]
        return [
            HeaderButton(label, url=reverse(f"items:{name}", args=[self.item.pk]), icon_name=icon)
            for name, label, icon in pages
        ]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        content = draft_content(self.item)
        return self.page(self.filled(first_values(self.item, content), content), **self.standing(content))

    def standing(self, content: Content | None) -> dict[str, Any]:
        """Where the item stands: what is missing, and whether somebody else saved it meanwhile."""
        draft = ItemDraft.objects.filter(item=self.item).first()
        return {
            "missing": missing(self.item, content),
            "seen": draft.changed_at.isoformat() if draft else "",
            "state": self.item.state,  # type: ignore[attr-defined]
            "twins": twins_of(self.item, self.person),
            "rechecks": Recheck.objects.waiting().filter(item=self.item).select_related("revision__source"),
            "statistic": getattr(self.item.live_version, "statistic", None),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        content = draft_content(self.item)
        filled = self.filled(first_values(self.item, content), content)
        standing = self.standing(content)
        if not filled.is_valid():
            return self.page(filled, **standing)
        if request.POST.get("seen", "") != standing["seen"]:
            filled.item.add_error(
                None,
                _("Somebody saved this item meanwhile. Look at it in another window; saving again replaces that text."),
            )
            return self.page(filled, **standing)
        with transaction.atomic():
            self.describe(filled.item.cleaned_data)
            self.keep(self.item, filled)
        return self.onward(self.item)

    def describe(self, fields: dict[str, Any]) -> None:
        items.describe(
            item=self.item,
            competence=fields["competence"],
            kind=self.kind,
            level=fields["level"],
            band=fields["band"],
            source=fields["source"],
            expires_on=fields["expires_on"],
            by=self.person,
            now=timezone.now(),
        )
