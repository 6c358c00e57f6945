from lms.audit.models.entry import AuditEntry, AuditHead

__all__ = ["AuditEntry", "AuditHead"]
