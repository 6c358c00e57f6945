"""The texts of a question as other systems write them – HTML, formulas, pictures – into what an item may carry, with
nothing lost in silence: `Unfaithful` where the meaning would change, a note where only the look does."""

from quizzes.exchange.material.html import Material, from_html, from_text, joined
from quizzes.exchange.material.pictures import Pictures

__all__ = ["Material", "Pictures", "from_html", "from_text", "joined"]
