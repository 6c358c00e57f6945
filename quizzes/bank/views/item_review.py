"""One item before it goes live: whoever may open its bank checks it with its key; the committee decides without one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages as admin_messages
from wagtail.admin.widgets.button import HeaderButton

from quizzes.bank.forms.item import PlaceForm
from quizzes.bank.models import Item, ItemReview, Recheck
from quizzes.bank.screens import Screen
from quizzes.bank.selectors import reviews
from quizzes.bank.selectors.history import ahead, forms_of
from quizzes.bank.selectors.items import draft_content, halves_ahead, missing
from quizzes.bank.services import items


class ItemReviewPage(Screen):
    """`open` tells which of the two pages it is. Without the bank open, nothing of a draft but its question comes to
    the page: no option, no key, no explanation, no remark of whoever checked it."""

    page_title = gettext_lazy("Review")
    trail = ("items:index", gettext_lazy("Items"))
    item: Item

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not request.user.is_authenticated:
            raise Http404
        known = Item.objects.listed_to(request.user).with_state()
        self.item = get_object_or_404(known.select_related("live_version", "bank", "competence"), pk=kwargs["pk"])
        self.open = Item.objects.visible_to(request.user).filter(pk=self.item.pk).exists()

    def get_template_names(self) -> list[str]:
        return ["quizzes/bank/item_review.html" if self.open else "quizzes/bank/item_decide.html"]

    def get_header_buttons(self) -> list[HeaderButton]:
        if not self.open:
            return []
        return [HeaderButton(_("Edit"), url=reverse("items:edit", args=[self.item.pk]), icon_name="edit")]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page()

    def page(self, place: PlaceForm | None = None) -> HttpResponse:
        may_publish = self.user_has_permission("publish")
        context: dict[str, Any] = {
            "item": self.item,
            "state": self.item.state,  # type: ignore[attr-defined]
            "may_publish": may_publish,
            "rounds": reviews.rounds_of(self.item),
            "with_remarks": self.open,
        }
        if may_publish:
            context["halves"] = halves_ahead(self.item)
            context["place"] = place or (PlaceForm.of(self.item) if self.item.live_version_id else None)
            context["rechecks"] = Recheck.objects.waiting().filter(item=self.item).select_related("revision__source")
        if self.open:
            context |= self.checking()
        return self.render_to_response(self.get_context_data(**context))

    def checking(self) -> dict[str, Any]:
        open_one = ItemReview.objects.filter(item=self.item, state=ItemReview.State.OPEN).first()
        day = timezone.localdate()
        return {
            "open": open_one,
            "may_decide": open_one is not None and reviews.may_decide(open_one, self.person, day=day),
            "changes": ahead(self.item.kind, forms_of(self.item)),
            "missing": missing(self.item, draft_content(self.item)),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        acts: dict[str, Callable[[], HttpResponse]] = {
            "approve": self.approve,
            "return": self.give_back,
            "publish": self.publish,
            "decline": self.decline,
            "retire": self.retire,
            "restore": self.restore,
            "place": self.move,
        }
        act = acts.get(request.POST.get("act", ""))
        return act() if act else redirect("items:review", pk)

    @property
    def given(self) -> dict[str, Any]:
        return {"item": self.item, "by": self.person, "now": timezone.now()}

    @property
    def comment(self) -> str:
        return self.request.POST.get("comment", "")

    def here(self) -> HttpResponse:
        return redirect("items:review", self.item.pk)

    def approve(self) -> HttpResponse:
        items.approve(**self.given, comment=self.comment)
        messages.success(self.request, _("Approved. The committee publishes it, alone or with its module."))
        return redirect("item_reviews:index")

    def give_back(self) -> HttpResponse:
        items.give_back(**self.given, comment=self.comment)
        messages.success(self.request, _("Given back; the author is told why."))
        return redirect("item_reviews:index")

    def publish(self) -> HttpResponse:
        before = self.item.live_version_id
        version = items.publish(**self.given)
        if version.pk != before:
            messages.success(self.request, _("Published as version %(number)d.") % {"number": version.number})
        else:
            admin_messages.success(
                self.request,
                _("The question is as it was: no new version. A changed answer or explanation is in force now."),
                buttons=[admin_messages.button(reverse("regrades:preview", args=[version.pk]), _("See who changes"))],
            )
        return self.here()

    def decline(self) -> HttpResponse:
        items.decline(**self.given, comment=self.comment)
        messages.success(self.request, _("Given back; the author is told why."))
        return self.here()

    def retire(self) -> HttpResponse:
        items.retire(**self.given)
        messages.success(self.request, _("Retired: no quiz draws this item any more. Past answers stay."))
        return self.here()

    def restore(self) -> HttpResponse:
        items.restore(**self.given)
        messages.success(self.request, _("Quizzes may draw this item again."))
        return self.here()

    def move(self) -> HttpResponse:
        form = PlaceForm(self.request.POST, item=self.item)
        if not form.is_valid():
            return self.page(form)
        items.place(**self.given, **form.cleaned_data)
        messages.success(self.request, _("Quizzes draw the item in its new place from now on."))
        return self.here()
