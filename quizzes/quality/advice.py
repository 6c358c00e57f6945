"""What each picture of the quality page says, and what to do, in a sentence or two by rule. Touches no database."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from quizzes.bank.models import ItemBank
from quizzes.delivery.advice import percent
from quizzes.quality.limits import limits
from quizzes.quality.models import QualityReport
from quizzes.quality.selectors.ageing import DAY, LAW, REVIEW, Ageing
from quizzes.quality.selectors.attesters import Attester
from quizzes.quality.selectors.modes import ELDER, HELP, MODE

GROUP_WORDS: dict[str, str | Promise] = {
    "phone": pgettext_lazy("sittings", "Phone"),
    "desktop": pgettext_lazy("sittings", "Desktop"),
    "paper": pgettext_lazy("sittings", "Paper"),
    "elder": pgettext_lazy("sittings", "Large-type version"),
    "standard": pgettext_lazy("sittings", "Standard version"),
    "assisted": pgettext_lazy("sittings", "With help"),
    "alone": pgettext_lazy("sittings", "Alone"),
}
DIVISIONS: dict[str, str | Promise] = {
    MODE: pgettext_lazy("sittings", "By device or paper"),
    ELDER: pgettext_lazy("sittings", "By version"),
    HELP: pgettext_lazy("sittings", "By help"),
}
REASONS: dict[str, str | Promise] = {
    LAW: pgettext_lazy("ageing item", "A source was revised"),
    DAY: pgettext_lazy("ageing item", "Its day of checking is near"),
    REVIEW: pgettext_lazy("ageing item", "Not looked at for 24 months"),
}


def enough(data: dict[str, Any]) -> bool:
    """Whether there are people enough for a picture of them."""
    return data["people"] >= limits().min_people and data["reliability"] is not None


def too_few(data: dict[str, Any]) -> str:
    return _("Too few people have answered (%(least)d are needed). Let more people answer first.") % {
        "least": limits().min_people
    }


def headline(report: QualityReport) -> str:
    """The one thing to do first, for the list of banks."""
    data = report.data
    if not enough(data):
        return too_few(data)
    wrong = len(noisy(data))
    if wrong:
        return ngettext(
            "%(n)d item does not fit. Look at it first.", "%(n)d items do not fit. Look at them first.", wrong
        ) % {"n": wrong}
    if data["reliability"] < limits().reliability:
        return about_reliability(data)
    return _("Nothing calls for action.")


def about_reliability(data: dict[str, Any]) -> str:
    if not enough(data):
        return too_few(data)
    value, least = data["reliability"], limits().reliability
    words = {"value": f"{value:.2f}", "least": f"{least:.2f}", "times": _times(value, least)}
    if value >= least:
        return _("%(value)s: good enough to tell people apart. Nothing to do.") % words
    return (
        _("%(value)s, below %(least)s: do not rank people by it. About %(times)s times as many items would be needed.")
        % words
    )


def separation(reliability: float) -> float:
    """Person separation √(R / (1 - R)): how many errors wide people are spread."""
    return float((reliability / max(1 - reliability, 1e-6)) ** 0.5)


def _times(value: float, least: float) -> str:
    """By Spearman and Brown."""
    return f"{least * (1 - value) / max(value * (1 - least), 1e-6):.1f}"


def about_map(data: dict[str, Any]) -> str:
    if not enough(data) or not data["items"]:
        return too_few(data)
    gap = data["mean"] - sum(one["difficulty"] for one in data["items"]) / len(data["items"])
    words = {"gap": f"{abs(gap):.1f}"}
    if gap > limits().off_target:
        return _("People stand %(gap)s above the items: too easy for most. Write harder items.") % words
    if gap < -limits().off_target:
        return _("People stand %(gap)s below the items: too hard for most. Write easier items.") % words
    return _("Items lie where the people are. New items are of most use where a row has people and no item.")


def misfits(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Items with answers enough whose infit or outfit lies outside the limits, on the noisy side first."""
    rule = limits()
    rows = [one for one in data["items"] if one["answers"] >= rule.min_answers and not sound(one)]
    return sorted(rows, key=lambda one: -max(one["infit"], one["outfit"]))


def noisy(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of them whose answers scatter; the others follow ability more closely than the model asks, which harms
    nobody and is natural where points are given in parts."""
    return [one for one in misfits(data) if max(one["infit"], one["outfit"]) > limits().fit_high]


def sound(one: dict[str, Any]) -> bool:
    rule = limits()
    return all(rule.fit_low <= one[name] <= rule.fit_high for name in ("infit", "outfit"))


def fit_word(one: dict[str, Any]) -> str:
    """What to do about one item."""
    rule = limits()
    if one["answers"] < rule.min_answers:
        return _("Too few answers to judge")
    if max(one["infit"], one["outfit"]) > rule.fit_high:
        return _("Answers scatter: check key, wording and guessing")
    if min(one["infit"], one["outfit"]) < rule.fit_low:
        return _("Follows ability closely: natural with points in parts; else see whether it repeats another item")
    return pgettext("item fit", "Sound")


def about_fit(data: dict[str, Any]) -> str:
    judged = [one for one in data["items"] if one["answers"] >= limits().min_answers]
    if not judged:
        return _("Too few answers: no item has %(least)d yet.") % {"least": limits().min_answers}
    scattered = len(noisy(data))
    close = len(misfits(data)) - scattered
    words = {"n": scattered or close, "judged": len(judged)}
    if scattered:
        return _("%(n)d of %(judged)d judged items scatter. Check their key first, then wording and guessing.") % words
    if close:
        return (
            _(
                "None of the %(judged)d judged items scatters. %(n)d lie below the sound field, which does no harm: "
                "see in the table whether one repeats another."
            )
            % words
        )
    return _("None of the %(judged)d judged items scatters. Nothing to do.") % words


def about_exposure(data: dict[str, Any], bank: ItemBank) -> str:
    if not data["exposure"]:
        return too_few(data)
    cap = limits().exposure
    over = sum(share > cap for _item, share in data["exposure"])
    words = {"n": over, "cap": percent(cap), "most": percent(data["exposure"][0][1])}
    if bank.purpose != ItemBank.Purpose.READINESS:
        return (
            _(
                "The most shown item was seen by %(most)s. The limit of %(cap)s is for the readiness test; nothing to "
                "do."
            )
            % words
        )
    if over:
        return _("%(n)d items were seen by more than %(cap)s. Let them rest, or add items of that difficulty.") % words
    return _("No item was seen by more than %(cap)s. Nothing to do.") % words


def about_drift(data: dict[str, Any]) -> str:
    drift = data["drift"]
    if drift is None:
        return _(
            "Drift shows only between two calibrations that share items. Calibrate again when there are new answers."
        )
    moved = sum(not row["kept"] for row in drift["rows"])
    shared = drift.get("shared", len(drift["rows"]))
    words = {"n": moved, "all": len(drift["rows"]), "se": f"{drift['se']:.2f}", "least": limits().anchors}
    if shared < limits().anchors:
        return _(
            "Only %(all)d shared items; %(least)d are needed for a link that one can trust. No growth is claimed."
        ) % (words | {"all": shared})
    if moved:
        return (
            _(
                "%(n)d of %(all)d shared items moved. They no longer serve as anchors: see what made them easier or "
                "harder."
            )
            % words
        )
    return _("None of the %(all)d shared items moved; the link's error is %(se)s. Nothing to do.") % words


def about_ageing(rows: Sequence[Ageing]) -> str:
    if not rows:
        return _("No item in use has aged. Nothing to do.")
    laws = sum(LAW in row.reasons for row in rows)
    if laws:
        return _("%(n)d items rest on a source that was revised. Check these first.") % {"n": laws}
    return _("%(n)d items are to be looked at again. Begin with the top of the list.") % {"n": len(rows)}


def about_modes(division: dict[str, Any]) -> str:
    """Whether two shown groups differ beyond chance. People chose their way themselves: it is never the way alone."""
    shown = [cell for cell in division["cells"] if cell["shown"] and cell["n"]]
    if len(shown) < 2:
        return _("Fewer than two groups have people enough, so nothing can be compared yet. Nothing to do.")
    low, high = min(shown, key=lambda cell: cell["mean"]), max(shown, key=lambda cell: cell["mean"])
    error = ((low["se"] or 0.0) ** 2 + (high["se"] or 0.0) ** 2) ** 0.5
    if high["mean"] - low["mean"] <= limits().apart * error:
        return _("No difference beyond chance. Nothing to do.")
    words = {
        "high": GROUP_WORDS[high["name"]],
        "low": GROUP_WORDS[low["name"]],
        "gap": round(100 * (high["mean"] - low["mean"])),
    }
    return (
        _(
            "“%(high)s” is %(gap)d points of a hundred above “%(low)s”, more than chance. Different people sit "
            "differently: try the same task in both ways before you blame the way."
        )
        % words
    )


def about_attesters(rows: Sequence[Attester]) -> str:
    if not rows:
        return _("Nobody has attested yet.")
    far = sum(one.far for one in rows)
    doubted = sum(one.doubted for one in rows)
    if far:
        return _("%(n)d of %(all)d attest far more often than all the others. Look at these attestations first.") % {
            "n": far,
            "all": len(rows),
        }
    if doubted:
        return _("%(n)d attestations were doubted at a second look. Talk over with the attesters what counts.") % {
            "n": doubted
        }
    return _("Nobody attests far more often than the others. Draw a tenth for a second look all the same.")
