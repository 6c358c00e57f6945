"""One option is right: the author's form."""

from typing import Any

from quizzes.types.option_forms import OptionsEditor


class Editor(OptionsEditor):
    def key_of(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        right = [row["id"] for row in rows if row.get("right")]
        return {"correct": right[0]} if len(right) == 1 else {}
