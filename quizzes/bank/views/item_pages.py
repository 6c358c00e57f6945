"""Around one item, for those to whom its bank is open: how a learner will see it, how it came to be, and the few acts
beside writing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets.button import HeaderButton

from quizzes.bank.models import Item
from quizzes.bank.screens import Screen
from quizzes.bank.selectors import reviews
from quizzes.bank.selectors.history import compared, forms_of, history
from quizzes.bank.selectors.items import draft_content, live_content, missing
from quizzes.bank.selectors.previews import preview_of, try_answer
from quizzes.bank.services import items


class OneItem(Screen):
    permission_required = "change"
    trail = ("items:index", gettext_lazy("Items"))
    item: Item

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        visible = Item.objects.visible_to(request.user) if request.user.is_authenticated else Item.objects.none()
        self.item = get_object_or_404(visible.select_related("live_version", "bank", "competence"), pk=kwargs["pk"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *before, here = super().get_breadcrumbs_items()
        return [*before, {"url": reverse("items:edit", args=[self.item.pk]), "label": self.item.slug}, here]

    def get_header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Edit"), url=reverse("items:edit", args=[self.item.pk]), icon_name="edit")]


class ItemPreview(OneItem):
    """The draft in the look of the site, on a phone and on a desk."""

    template_name = "quizzes/bank/item_preview.html"
    page_title = gettext_lazy("Preview")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        context = {"item": self.item, "missing": missing(self.item, draft_content(self.item))}
        return self.render_to_response(self.get_context_data(**context))


class ItemFrame(OneItem):
    """What stands inside the preview's frames; it can be answered there, and nothing of that is kept."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.frame(None)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.frame(request.POST)

    def frame(self, sent: QueryDict | None) -> HttpResponse:
        content = draft_content(self.item) or live_content(self.item)
        preview = preview_of(self.item, content, sent) if content else None
        tried = try_answer(preview, content, sent) if preview and content and sent is not None else None
        context = {"item": self.item, "preview": preview, "tried": tried}
        return render(self.request, "quizzes/bank/item_frame.html", context)


class ItemHistory(OneItem):
    """Every form the item had; `?from=v1&to=draft` puts two of them side by side."""

    template_name = "quizzes/bank/item_history.html"
    page_title = gettext_lazy("History")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        forms = forms_of(self.item)
        before, after = request.GET.get("from", ""), request.GET.get("to", "")
        context = {
            "item": self.item,
            "forms": forms,
            "before": before or (forms[-2].name if len(forms) > 1 else ""),
            "after": after or (forms[-1].name if forms else ""),
            "compared": compared(self.item.kind, forms, before, after) if before and after else None,
            "steps": history(self.item.kind, forms),
            "rounds": reviews.rounds_of(self.item),
            "with_remarks": True,
        }
        return self.render_to_response(self.get_context_data(**context))


class ItemAct(OneItem):
    """Send for review, take that back, or drop the changes: POST only."""

    http_method_names = ["post"]

    def after_refusal(self) -> str:
        return reverse("items:edit", args=[self.item.pk])

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.now()
        match request.POST.get("act"):
            case "send":
                items.send(item=self.item, by=self.person, now=now, note=request.POST.get("note", ""))
                messages.success(request, _("Sent for review. Those who may check it are told."))
            case "take_back":
                items.take_back(item=self.item, by=self.person, now=now)
                messages.success(request, _("Taken back; the draft is being written again."))
            case "discard":
                items.discard(item=self.item, by=self.person, now=now)
                messages.success(request, _("The draft is what is published again."))
        return redirect("items:edit", self.item.pk)
