"""What the pages need to know about points."""

from lms.points.selectors.ledger import balance, history
from lms.points.selectors.ranking import decision_in_force, ranking

__all__ = ["balance", "decision_in_force", "history", "ranking"]
