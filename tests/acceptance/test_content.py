"""What the starter programme cites, against the texts of the laws."""

import re
import shutil
from datetime import date
from pathlib import Path

from courses.content import laws, material, rules
from quizzes.bank import citing

STARTER = Path(__file__).parents[2] / "courses" / "starter"
TODAY = date(2026, 12, 1)


def test_every_citation_of_the_starter_programme_stands_in_the_law(shared):
    found = rules.check(folder=STARTER, law_texts=shared / "data" / "law", today=TODAY)
    assert [str(one) for one in found] == []
    texts = laws.Laws(shared / "data" / "law")
    lines = material.read(STARTER).lines
    looked_up = [one for line in lines for one in citing.cited(line.text) if one.articles and texts.find(one.title)]
    assert len(looked_up) > 150


def test_a_changed_character_in_any_quotation_is_found(shared, tmp_path):
    folder = Path(shutil.copytree(STARTER, tmp_path / "starter"))
    changed = 0
    for file in folder.glob("modules/*/lessons/*.md"):
        text, count = re.subn(r"“(.)(?=[^“”]{8,}”\n——《)", "“甲", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
        changed += count
    found = rules.check(folder=folder, law_texts=shared / "data" / "law", today=TODAY)
    assert changed > 10
    assert sum(one.rule == "law-quote" for one in found) == changed
