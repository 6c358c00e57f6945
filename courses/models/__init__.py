from courses.models.attendance import Attendance, LeaveRequest
from courses.models.enrolment import Cohort, Enrolment
from courses.models.hours import HourEntry, HoursClaim
from courses.models.lesson_file import LessonFile
from courses.models.module import Lesson, Module
from courses.models.pages import CataloguePage, LessonPage, ModulePage, ProgrammePage
from courses.models.programme import Programme, ProgrammeModule
from courses.models.progress import LessonProgress, ModuleCompletion
from courses.models.question import LessonQuestion
from courses.models.session import TrainingSession
from courses.models.workflow import PackageApprovalTask, PackageTaskState
from courses.needs.models import NeedsAnswer, NeedsGroup, NeedsRound, NeedsSheet, NeedsText

__all__ = [
    "Attendance",
    "CataloguePage",
    "Cohort",
    "Enrolment",
    "HourEntry",
    "HoursClaim",
    "LeaveRequest",
    "Lesson",
    "LessonFile",
    "LessonPage",
    "LessonProgress",
    "LessonQuestion",
    "Module",
    "ModuleCompletion",
    "ModulePage",
    "NeedsAnswer",
    "NeedsGroup",
    "NeedsRound",
    "NeedsSheet",
    "NeedsText",
    "PackageApprovalTask",
    "PackageTaskState",
    "Programme",
    "ProgrammeModule",
    "ProgrammePage",
    "TrainingSession",
]
