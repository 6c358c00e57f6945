"""Several options are right: the author's form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from quizzes.types.option_forms import OptionsEditor


class Editor(OptionsEditor):
    rules = (
        ("each", _("Part of the points for every right one; every wrong one takes as much away")),
        ("all", _("All or nothing: points only for exactly the right ones")),
    )

    def key_of(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        return {"correct": [row["id"] for row in rows if row.get("right")]}
