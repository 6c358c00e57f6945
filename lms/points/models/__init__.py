from lms.points.models.ledger import LedgerEntry, PointRule
from lms.points.models.ranking import RankingDecision

__all__ = ["LedgerEntry", "PointRule", "RankingDecision"]
