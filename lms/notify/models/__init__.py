from lms.notify.models.canary import Canary
from lms.notify.models.job import Job
from lms.notify.models.notice import Notice

__all__ = ["Canary", "Job", "Notice"]
