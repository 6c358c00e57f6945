"""Every line has its place: the author's form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quizzes.types.option_forms import OptionsEditor


class Editor(OptionsEditor):
    rules = (
        ("next", _("Part of the points for every line that follows the right one")),
        ("position", _("Part of the points for every line in its right place")),
        ("all", _("All or nothing: points only for exactly the right order")),
    )

    def key_of(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        placed: dict[int, str] = {}
        for row in rows:
            if row.get("place"):
                placed.setdefault(row["place"], row["id"])
        return {"order": [placed[place] for place in sorted(placed)]}
