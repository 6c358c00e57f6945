"""What the pages ask for; rules are the services'."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.models import Bundle, Certificate
from courses.models import Programme


class FindForm(forms.Form):
    """The number as printed on the certificate."""

    number = forms.CharField(
        label=_("Certificate number"),
        max_length=80,
        help_text=_("28 letters and digits in seven groups. Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class FileForm(forms.Form):
    """A certificate's PDF, or the digest of it that the browser made so that the file need not travel."""

    MOST = 5 * 1024 * 1024

    file = forms.FileField(
        label=_("The PDF of the certificate"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """With `sha256`, whichever way it came; the file itself is read, never kept."""
        given = super().clean() or {}
        file = given.get("file")
        if not given.get("sha256") and file is not None:
            if file.size > self.MOST:
                raise forms.ValidationError(_("This file is too large for a certificate. Please choose its PDF."))
            digest, head = hashlib.sha256(), b""
            for chunk in file.chunks():
                head = head or chunk[:5]
                digest.update(chunk)
            if head != b"%PDF-":
                raise forms.ValidationError(
                    _("This is no PDF. A photo or a screenshot cannot be checked: enter the number instead.")
                )
            given["sha256"] = digest.hexdigest()
        if not given.get("sha256"):
            raise forms.ValidationError(_("Please choose the PDF of the certificate."))
        return given


class RegisterForm(forms.Form):
    """Filters of the committee's list; all of them stand in the address."""

    q = forms.CharField(label=_("Name or number"), required=False, max_length=80)
    programme = forms.ModelChoiceField(
        Programme.objects.order_by("title"), label=_("Programme"), required=False, empty_label=_("All programmes")
    )
    state = forms.ChoiceField(
        label=pgettext_lazy("certificate", "State"),
        required=False,
        choices=[("", _("All states")), *Certificate.State.choices],
    )
    renamed = forms.BooleanField(label=_("Only where the holder’s name has changed"), required=False)


class RevokeForm(forms.Form):
    """Why a certificate is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        help_text=_("The holder reads it; the public page only says that the certificate was withdrawn."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IssueForm(forms.Form):
    programme = forms.ModelChoiceField(Programme.objects.order_by("title"), label=_("Programme"), empty_label=None)


class BundleForm(forms.Form):
    programme = forms.ModelChoiceField(Programme.objects.order_by("title"), label=_("Programme"), empty_label=None)
    kind = forms.ChoiceField(label=_("What to make"), choices=Bundle.Kind.choices)
