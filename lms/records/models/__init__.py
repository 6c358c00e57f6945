from lms.records.models.append_only import AppendOnly, Unchangeable
from lms.records.models.seals import DailySeal, SealedHead
from lms.records.models.statements import ChainHead, Statement, Verb

__all__ = ["AppendOnly", "ChainHead", "DailySeal", "SealedHead", "Statement", "Unchangeable", "Verb"]
