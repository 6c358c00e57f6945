"""What the tests ask the queue to do."""

from lms.notify.models import Job
from lms.notify.services import jobs
from lms.web.errors import Refusal

done: list[str] = []


def note(job: Job, word: str) -> None:
    done.append(word)


def refuse(job: Job) -> None:
    raise Refusal("名册缺少姓名一列。")


def fail(job: Job) -> None:
    raise ValueError("a secret detail")


def in_chunks(job: Job, start: int, end: int) -> None:
    done.append(str(start))
    jobs.beat(job, done=start + 1, total=end)
    if start + 1 < end:
        jobs.again(job, kwargs={"start": start + 1})
