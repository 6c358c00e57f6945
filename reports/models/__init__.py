from reports.models.annex import NamedAnnex
from reports.models.flow import Confirmation, FinalVersion, Invitation, ReportSchedule
from reports.models.needs import NeedsReport
from reports.models.report import Report, ReportFile
from reports.models.snapshot import PublishedCell, Snapshot, SnapshotLevel, SnapshotMandate

__all__ = [
    "Confirmation",
    "FinalVersion",
    "Invitation",
    "NamedAnnex",
    "NeedsReport",
    "PublishedCell",
    "Report",
    "ReportFile",
    "ReportSchedule",
    "Snapshot",
    "SnapshotLevel",
    "SnapshotMandate",
]
