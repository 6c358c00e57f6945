from reports.models.annex import NamedAnnex
from reports.models.report import Report, ReportFile
from reports.models.snapshot import PublishedCell, Snapshot, SnapshotLevel, SnapshotMandate

__all__ = ["NamedAnnex", "PublishedCell", "Report", "ReportFile", "Snapshot", "SnapshotLevel", "SnapshotMandate"]
