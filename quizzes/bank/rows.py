"""One entry of an items.yaml and what the tables hold, each made from the other. Nothing here touches the database."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from lms.web.errors import BadInput
from quizzes.bank import validation
from quizzes.types import registry

WANTED = ("id", "kind", "level", "key")
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")
KNOWN = {*WANTED, "stem", "html", "pool", "band", "feedback", "source", "expires_on", "competence"}


@dataclass(frozen=True)
class ItemRow:
    """An entry, read and found complete."""

    slug: str
    kind: str
    level: int
    band: float
    source: str
    expires_on: date | None
    body: dict[str, Any]
    key: dict[str, Any]
    feedback: dict[str, Any]


def read(row: dict[str, Any]) -> ItemRow:
    """BadInput that names the item, the field and the reason when the entry is not complete."""
    name = str(row.get("id") or "?") if isinstance(row, dict) else "?"
    if problems := row_problems(row):
        reasons = " ".join(map(str, problems))
        raise BadInput(_("Item “%(item)s”: %(reasons)s") % {"item": name, "reasons": reasons})
    body, key, feedback = _content(row)
    return ItemRow(
        slug=name,
        kind=row["kind"],
        level=row["level"],
        band=float(row.get("band") or 0),
        source=str(row.get("source") or "").strip(),
        expires_on=row.get("expires_on"),
        body=body,
        key=key,
        feedback=feedback,
    )


def row_problems(row: Any) -> list[validation.Problem]:
    """Everything that is wrong with an entry."""
    if not isinstance(row, dict):
        return [validation.Problem("id", _("an entry must be a list of names and values."))]
    if missing := [field for field in WANTED if row.get(field) in (None, "", [], {})]:
        return [validation.Problem(field, _("is missing.")) for field in missing]
    if str(row["kind"]) not in registry.kinds():
        return validation.item_problems(str(row["kind"]), {}, {}, {})
    fields = registry.kind(row["kind"]).content.FIELDS
    wanted = [field for field, needed in fields.items() if needed]
    if not row.get("html"):
        wanted.insert(0, "stem")
    if missing := [field for field in wanted if row.get(field) in (None, "", [], {})]:
        return [validation.Problem(field, _("is missing.")) for field in missing]
    problems = [
        validation.Problem(str(field), _("is not a field of an item.")) for field in row.keys() - KNOWN - fields.keys()
    ]
    if "options" in fields and not _is_table(row["options"]):
        return [*problems, validation.Problem("options", _("must be a list of {id, text}."))]
    if not isinstance(row["key"], dict) or not isinstance(row.get("feedback") or {}, dict):
        return [*problems, validation.Problem("key", _("must name the right answer."))]
    if not SLUG.fullmatch(str(row["id"])):
        problems.append(validation.Problem("id", _("holds letters, digits and hyphens only, 60 at most.")))
    if len(str(row.get("source") or "")) > 200:
        problems.append(validation.Problem("source", _("is longer than %(count)d characters.") % {"count": 200}))
    if not isinstance(row.get("expires_on"), date | None):
        problems.append(validation.Problem("expires_on", _("must be a date like 2027-12-31.")))
    return [
        *problems,
        *validation.placing_problems(row["level"], row.get("band") or 0),
        *validation.item_problems(row["kind"], *_content(row)),
    ]


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)


def _content(row: dict[str, Any]) -> validation.Content:
    """Body, key and feedback; an option's explanation (or a line's, a gap's) may stand beside its text."""
    body = {field: row[field] for field in ("stem", "html", *registry.kind(row["kind"]).content.FIELDS) if field in row}
    tables = [one for value in body.values() if _is_table(value) for one in value]
    beside = {str(one.get("id")): one["feedback"] for one in tables if one.get("feedback")}
    feedback = row.get("feedback") or {}
    explained = feedback.get("options")
    return validation.canonical(
        row["kind"],
        body,
        row["key"],
        feedback | {"options": beside | (explained if isinstance(explained, dict) else {})},
    )


def write(row: ItemRow) -> dict[str, Any]:
    """The entry that `read` turns into the same row again."""
    explained = dict(row.feedback.get("options", {}))
    entry: dict[str, Any] = {"id": row.slug, "kind": row.kind, "level": row.level, "band": row.band, **row.body}
    if "options" in entry:
        entry["options"] = [
            option | ({"feedback": explained.pop(option["id"])} if option["id"] in explained else {})
            for option in entry["options"]
        ]
    entry["key"] = row.key
    feedback = row.feedback | {"options": explained}
    if told := {name: value for name, value in feedback.items() if value not in ("", {}, [])}:
        entry["feedback"] = told
    if row.source:
        entry["source"] = row.source
    if row.expires_on:
        entry["expires_on"] = row.expires_on
    return entry
