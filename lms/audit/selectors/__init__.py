from lms.audit.selectors.chain import Broken, verify_chain
from lms.audit.selectors.entries import entries

__all__ = ["Broken", "entries", "verify_chain"]
