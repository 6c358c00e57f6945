"""Who answers for a bank of the readiness test: the committee appoints and dismisses."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.people.models import Person
from quizzes.bank.models import BankOwner, ItemBank
from quizzes.bank.screens import Screen
from quizzes.bank.selectors import owners as selectors
from quizzes.bank.services import owners


class OwnerForm(forms.Form):
    person = forms.ModelChoiceField(Person.objects.none(), label=gettext_lazy("Trainer"))

    def __init__(self, *args: Any, bank: ItemBank, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = selectors.candidates(bank, day=timezone.localdate())  # type: ignore[attr-defined]


class BankOwners(Screen):
    template_name = "quizzes/bank/bank_owners.html"
    permission_required = "publish"
    page_title = gettext_lazy("Owners of the bank")
    trail = ("item_banks:index", gettext_lazy("Item banks"))
    bank: ItemBank

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.bank = get_object_or_404(ItemBank, pk=kwargs["pk"], purpose=ItemBank.Purpose.READINESS)

    def page(self, form: OwnerForm) -> HttpResponse:
        context = {"bank": self.bank, "form": form, "owners": selectors.owners_of(self.bank)}
        return self.render_to_response(self.get_context_data(**context))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page(OwnerForm(bank=self.bank))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = timezone.now()
        if gone := request.POST.get("dismiss"):
            owner = get_object_or_404(BankOwner, pk=gone, bank=self.bank)
            owners.dismiss(owner=owner, by=self.person, now=now)
            messages.success(request, _("The bank is closed to this person from now on."))
            return redirect(reverse("item_banks:owners", args=[pk]))
        form = OwnerForm(request.POST, bank=self.bank)
        if not form.is_valid():
            return self.page(form)
        owners.appoint(bank=self.bank, person=form.cleaned_data["person"], by=self.person, now=now)
        messages.success(request, _("The bank is open to this person from now on."))
        return redirect(reverse("item_banks:owners", args=[pk]))
