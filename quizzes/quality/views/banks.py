"""The quality page in the editors' admin: all banks, and one bank with its pictures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy

from lms.people.models import Role
from lms.people.permissions import has_role
from quizzes.bank.models import Item, ItemBank, ItemVersion
from quizzes.bank.screens import Screen
from quizzes.calibration.pictures import drift
from quizzes.calibration.selectors.links import Anchor
from quizzes.quality import advice, pictures_of_items, pictures_of_people
from quizzes.quality.models import QualityReport
from quizzes.quality.selectors import ageing

SHOWN = 50
"""So many items of the longer lists; the worst come first."""


class QualityIndex(Screen):
    template_name = "quizzes/quality/index.html"
    page_title = gettext_lazy("Quality of measurement")

    def get(self, request: HttpRequest) -> HttpResponse:
        reports = QualityReport.objects.visible_to(self.person).select_related("bank", "calibration")
        kept = {report.bank_id: report for report in reports}
        banks = ItemBank.objects.listed_to(self.person).order_by("purpose", "title")
        rows = sorted([(bank, kept.get(bank.pk)) for bank in banks], key=lambda row: row[1] is None)
        told = [
            (bank, report, advice.headline(report) if report else "", report is not None and advice.enough(report.data))
            for bank, report in rows
        ]
        return self.render_to_response(self.get_context_data(rows=told))


class QualityDetail(Screen):
    template_name = "quizzes/quality/detail.html"
    trail = ("quality:index", gettext_lazy("Quality of measurement"))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        reports = QualityReport.objects.visible_to(self.person).select_related("bank", "calibration")
        self.report = get_object_or_404(reports, bank=kwargs["pk"])

    def get_page_title(self) -> str:
        return self.report.bank.title

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        data, bank = self.report.data, self.report.bank
        data["items"] = sorted(data["items"], key=lambda one: one["difficulty"])
        old = ageing.of_bank(bank, now=timezone.now())
        context: dict[str, Any] = {
            "report": self.report,
            "bank": bank,
            "data": data,
            "enough": advice.enough(data),
            "about": {
                "reliability": advice.about_reliability(data),
                "map": advice.about_map(data),
                "fit": advice.about_fit(data),
                "exposure": advice.about_exposure(data, bank),
                "drift": advice.about_drift(data),
                "ageing": advice.about_ageing(old),
            },
            "ageing": [(row, [advice.REASONS[reason] for reason in row.reasons]) for row in old[:SHOWN]],
            "left": max(len(old) - SHOWN, 0),
            "divisions": [_division(found) for found in data["modes"]],
            "writes": has_role(self.person, Role.TRAINER),
        }
        return self.render_to_response(self.get_context_data(**context | _items(data) | _pictures(data, bank)))


def _pictures(data: dict[str, Any], bank: ItemBank) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if advice.enough(data):
        found["reliability"] = pictures_of_people.reliability(data)
        found["separation"] = advice.separation(data["reliability"])
        found["map"] = pictures_of_items.wright(data)
        found["fit"] = pictures_of_items.fit(data)
    if data["exposure"]:
        found["exposure"] = pictures_of_items.exposure(data, cap=bank.purpose == ItemBank.Purpose.READINESS)
    if data["drift"]:
        rows = data["drift"]["rows"]
        found["drift"] = drift([Anchor("", row["old"], row["new"], row["z"], row["kept"]) for row in rows])
    return found


def _items(data: dict[str, Any]) -> dict[str, Any]:
    """The rows of the tables, each with its version or item. Two queries."""
    moved = data["drift"]["rows"] if data["drift"] else []
    pks = {one["version"] for one in [*data["items"], *moved]}
    versions = ItemVersion.objects.select_related("item").in_bulk(pks)
    seen = Item.objects.in_bulk([item for item, _share in data["exposure"][:SHOWN]])
    return {
        "items": [(one, versions.get(one["version"]), advice.fit_word(one)) for one in data["items"]],
        "seen": [(seen.get(item), share) for item, share in data["exposure"][:SHOWN]],
        "moved": [(row, versions.get(row["version"])) for row in moved],
    }


def _division(found: dict[str, Any]) -> dict[str, Any]:
    cells = [cell for cell in found["cells"] if cell["n"] or not cell["shown"]]
    return {
        "title": advice.DIVISIONS[found["name"]],
        "picture": pictures_of_people.division(found) if cells else "",
        "about": advice.about_modes(found),
        "cells": [(advice.GROUP_WORDS[cell["name"]], cell) for cell in cells],
    }
