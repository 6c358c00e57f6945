"""A calibration told: as data, as a table, in words. Reads the frozen rows only."""

import csv
import io
import json
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from quizzes.calibration.models import Calibration, CalibrationLink, ItemParameter

FEW = 30
NOISY, SHARP = 2.58, -2.58
FAR = 1.4
FLAGS = {
    "few": gettext_lazy("few answers: what experts said still weighs much"),
    "extreme": gettext_lazy("all right or all wrong: the difficulty hangs on what experts said"),
    "noisy": gettext_lazy("answers scatter more than ability explains: look at key, wording and guessing"),
    "sharp": gettext_lazy("answers follow ability more closely than the model says: nothing to repair"),
    "far": gettext_lazy("far from what experts said, beyond its own error: look at the item and at its band"),
    "backwards": gettext_lazy("who knows more gets it wrong: look at the key"),
}
FIT = ("infit", "outfit", "z")
COLUMNS = (
    "name", "difficulty", "se", "slope", "slope_se", "answers", "facility", "infit", "outfit", "z", "band", "flags",
)  # fmt: skip


def flags(one: ItemParameter) -> list[str]:
    """What stands out about one item, by the names of FLAGS."""
    off = 0.0 if one.band is None else abs(one.difficulty - one.band)
    signs = {
        "few": one.answers < FEW,
        "extreme": one.facility in (0.0, 1.0),
        "noisy": one.z > NOISY and one.answers >= FEW,
        "sharp": one.z < SHARP and one.answers >= FEW,
        "far": off > max(FAR, 1.96 * one.se),
        "backwards": one.slope < 0,
    }
    return [name for name, there in signs.items() if there]


def as_data(calibration: Calibration) -> dict[str, Any]:
    """The whole calibration as JSON takes it."""
    names = (
        "source", "version", "data_hash", "settings", "people", "items", "answers", "iterations", "log_likelihood",
        "mean", "mean_se", "sd", "sd_se", "reliability",
    )  # fmt: skip
    found: dict[str, Any] = {name: getattr(calibration, name) for name in names}
    found["at"] = calibration.at.isoformat()
    rows = calibration.parameters.order_by("position")
    found["parameters"] = [{column: getattr(row, column) for column in COLUMNS} for row in rows]
    return found


def as_json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def as_csv(data: dict[str, Any]) -> str:
    """One row an item; flags parted by blanks."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in data["parameters"]:
        writer.writerow([" ".join(row[name]) if name == "flags" else _cell(row[name]) for name in COLUMNS])
    return out.getvalue()


def as_markdown(data: dict[str, Any]) -> str:
    """The report to read: what was calibrated, how sure it is, and which items want a look."""
    fixed = {"mean": data["mean_se"] == 0, "sd": data["sd_se"] == 0}

    def figure(name: str) -> str:
        value = f"{data[name]:.3f}"
        return _("%(value)s (fixed)") % {"value": value} if fixed[name] else f"{value} ± {data[name + '_se']:.3f}"

    reliability = "–" if data["reliability"] is None else f"{data['reliability']:.3f}"
    lines = [
        "# " + _("%(source)s, calibration %(version)d") % data,
        "",
        _("%(people)d people, %(items)d items, %(answers)d answers.") % data + f" {data['settings']['model']}",
        "",
        _("Ability: mean %(mean)s, standard deviation %(sd)s logits. Reliability: %(reliability)s.")
        % {"mean": figure("mean"), "sd": figure("sd"), "reliability": reliability},
        "",
        _("Log-likelihood %(height)s after %(steps)d steps. Data %(hash)s.")
        % {"height": f"{data['log_likelihood']:.3f}", "steps": data["iterations"], "hash": data["data_hash"]},
        "",
        "| " + " | ".join([_("item"), "b", "SE", "a", _("answers"), _("mean score"), *FIT, _("marks")]) + " |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in data["parameters"]:
        right = "–" if row["facility"] is None else f"{row['facility']:.2f}"
        lines.append(
            f"| {row['name']} | {row['difficulty']:+.2f} | {row['se']:.2f} | {row['slope']:.2f} | {row['answers']} "
            f"| {right} | {row['infit']:.2f} | {row['outfit']:.2f} | {row['z']:+.1f} | {', '.join(row['flags'])} |"
        )
    there = sorted({flag for row in data["parameters"] for flag in row["flags"]})
    told = [f"- **{flag}**: {FLAGS[flag]}" for flag in there]
    return "\n".join([*lines, "", *(told or [_("No item stands out.")]), ""])


def link_as_markdown(row: CalibrationLink) -> str:
    """The link to read: shift, error, and every anchor with how far it moved against the others, the dropped first."""
    lines = [
        "# " + _("%(new)s onto the scale of %(old)s") % {"new": row.calibration, "old": row.to},
        "",
        _("Shift %(shift)s logits, standard error %(se)s; %(kept)d anchors kept, %(dropped)d dropped as drifted.")
        % {"shift": f"{row.shift:+.3f}", "se": f"{row.se:.3f}", "kept": row.kept, "dropped": row.dropped},
        "",
        "| " + " | ".join([_("item"), _("earlier"), _("now"), "z", _("kept")]) + " |",
        "|---|---|---|---|---|",
    ]
    for one in sorted(row.anchors, key=lambda one: (one["kept"], -abs(one["z"]))):
        kept = pgettext("anchor", "yes") if one["kept"] else _("no, drifted")
        lines.append(f"| {one['name']} | {one['old']:+.2f} | {one['new']:+.2f} | {one['z']:+.2f} | {kept} |")
    if row.kept < 30:
        lines += ["", _("Fewer than 30 anchors were kept: the link is weak, add anchors to the next round.")]
    return "\n".join([*lines, ""])


def _cell(value: Any) -> Any:
    return "" if value is None else value
