"""A module goes for approval with its lessons and items, and goes live as a whole or not at all."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, TaskState, Workflow

from courses.models import LessonPage, ModulePage, PackageApprovalTask, PackageTaskState, Programme
from courses.selectors import packages
from courses.services import scheduling, workflows
from lms.audit.models import AuditEntry
from lms.notify.models import Notice
from lms.people.models import Person
from lms.people.services import roles
from lms.web.errors import Refusal
from quizzes.bank.services import items as bank
from quizzes.models import Item, ItemKey, ItemReview
from reports.selectors.waiting import waiting_for
from tests.courses.factories import NOW
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(little: Programme) -> Programme:
    roles.sync()
    return little


def staff(role: str) -> Person:
    person = make_person(name="周慧琴")
    roles.grant(person=person, role=role, by=None, now=timezone.now())
    return Person.objects.get(pk=person.pk)


def module_page() -> ModulePage:
    return ModulePage.objects.get(module__slug="m1")


def lesson_page(slug: str = "first") -> LessonPage:
    return LessonPage.objects.get(lesson__module__slug="m1", lesson__slug=slug)


def write(teacher: Person) -> None:
    """Drafts of the module's page, of one lesson, of a new lesson and of one item."""
    page = module_page()
    page.summary = "新的小结"
    page.save_revision(user=teacher)
    lesson = lesson_page()
    lesson.title = "新的标题"
    lesson.save_revision(user=teacher)
    new = LessonPage(title="加一课", slug="third", live=False)
    module_page().add_child(instance=new)
    new.save_revision(user=teacher)
    reword(teacher, "新的题干")


def reword(teacher: Person, stem: str) -> None:
    item = Item.objects.get(slug="m1-t1")
    body = item.draft.body | {"stem": stem}
    bank.save_draft(item=item, body=body, key=item.draft.key, feedback=item.draft.feedback, by=teacher, now=NOW)


def hand_in(teacher: Person, *, checked: bool = True) -> PackageTaskState:
    """Handed in; its items, which are sent for review with it, are approved by another trainer."""
    checker = staff("trainer")
    page = module_page()
    page.get_workflow().start(page, teacher)
    for review in ItemReview.objects.filter(state="open") if checked else []:
        bank.approve(item=review.item, by=checker, now=timezone.now())
    state = packages.current_state(module_page())
    assert state is not None
    return state


def live_things() -> tuple[str, str, int, str]:
    item = Item.objects.get(slug="m1-t1")
    return (
        module_page().summary,
        lesson_page().title,
        LessonPage.objects.child_of(module_page()).live().count(),
        item.live_version.body["stem"],
    )


OLD = ("小结", "m1第一课", 2, "问题t1")
NEW = ("新的小结", "新的标题", 3, "新的题干")


def test_loading_brings_the_committees_workflow_once(programme):
    catalogue = Page.objects.get(slug="programme")
    workflows.ensure(catalogue)
    assert module_page().get_workflow() == Workflow.objects.get(workflow_pages__page=catalogue)
    task = PackageApprovalTask.objects.get()
    assert [group.name for group in task.groups.all()] == ["committee"]
    assert lesson_page().get_workflow() is None


def test_approving_publishes_the_whole_package(programme):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    state = hand_in(teacher)
    assert len(state.contents["lessons"]) == 2
    assert list(state.contents["items"]) == [str(Item.objects.get(slug="m1-t1").pk)]
    assert live_things() == OLD
    assert Notice.objects.get(to_uuid=committee.uuid, key__startswith="review:").text == "模块“模块m1”已送审，请审定。"
    assert [line.url for line in waiting_for(committee, now=NOW) if line.url == "/cms/"] == ["/cms/"]
    state.task.specific.on_action(state, committee, "approve")
    assert "/cms/" not in {line.url for line in waiting_for(committee, now=NOW)}
    assert live_things() == NEW
    assert (
        Notice.objects.get(to_uuid=teacher.uuid, key__startswith="reviewed:").text == "模块“模块m1”已通过审定并发布。"
    )
    assert not module_page().workflow_in_progress
    assert ItemKey.objects.filter(version__item__slug="m1-t1").count() == 2
    assert AuditEntry.objects.get(verb="module.package_published").actor_uuid == committee.uuid
    assert LessonPage.objects.get(slug="third").lesson.module.slug == "m1"


def test_rejecting_leaves_every_draft_as_it_is(programme):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    state = hand_in(teacher)
    state.task.specific.on_action(state, committee, "reject", comment="请再改")
    assert live_things() == OLD
    package = packages.of_page(module_page())
    assert package.waiting == 3
    assert not package.in_review


@pytest.mark.parametrize("late", ["lesson", "item"])
def test_what_was_changed_after_handing_in_is_not_approved(programme, late):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    state = hand_in(teacher)
    if late == "item":
        reword(teacher, "后来又改的题干")
    else:
        lesson = lesson_page().get_latest_revision_as_object()
        lesson.title = "后来又改的标题"
        lesson.save_revision(user=teacher)
    assert packages.of_page(module_page()).overtaken
    with pytest.raises(Refusal):
        state.task.specific.on_action(state, committee, "approve")
    assert live_things() == OLD
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_an_item_that_cannot_be_published_holds_everything_back(programme):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    item = Item.objects.get(slug="m1-t2")
    bank.save_draft(item=item, body={"stem": "", "options": []}, key={}, feedback={}, by=teacher, now=NOW)
    state = hand_in(teacher)
    with pytest.raises(Refusal):
        state.task.specific.on_action(state, committee, "approve")
    assert live_things() == OLD


def test_a_page_that_was_withdrawn_on_purpose_does_not_come_back_with_the_package(programme):
    teacher, committee = staff("trainer"), staff("committee")
    lesson_page("second").unpublish()
    write(teacher)
    state = hand_in(teacher)
    state.task.specific.on_action(state, committee, "approve")
    assert not lesson_page("second").live


def test_lessons_wait_for_the_hour_of_their_module(programme):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    page = module_page().get_latest_revision_as_object()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision(user=teacher)
    state = hand_in(teacher)
    state.task.specific.on_action(state, committee, "approve")
    assert live_things()[:3] == OLD[:3]
    assert scheduling.publish_scheduled() == 0
    for revision in [module_page().latest_revision, lesson_page().latest_revision]:
        revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = revision.approved_go_live_at.isoformat()
        revision.save()
    assert scheduling.publish_scheduled() == 2
    assert live_things()[:2] == NEW[:2]


def test_a_page_is_withdrawn_at_its_last_hour(programme):
    LessonPage.objects.filter(pk=lesson_page().pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert scheduling.publish_scheduled() == 1
    assert not LessonPage.objects.get(slug="first", lesson__module__slug="m1").live
    assert LessonPage.objects.get(slug="first", lesson__module__slug="m1").lesson.retired


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail's thumbnails of drawings
def test_the_editor_shows_what_goes_live_together(programme, client: Client):
    teacher = staff("trainer")
    write(teacher)
    client.force_login(teacher)
    page = client.get(f"/cms/pages/{module_page().pk}/edit/").content.decode()
    for words in ("新的标题", "有改动的草稿", "加一课", "新草稿", "新的题干", "有3份草稿待发布", "操作任务"):
        assert words in page
    package = packages.of_page(module_page())
    assert package.task is not None
    for part in [*package.lessons, *package.items, package.task]:
        assert part.edit_url in page
        assert client.get(part.edit_url).status_code == 200


def test_a_teacher_hands_in_and_may_not_publish_while_the_committee_may(programme, client: Client):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    page = module_page()
    assert not page.permissions_for_user(teacher).can_publish()
    assert page.permissions_for_user(teacher).can_submit_for_moderation()
    assert page.permissions_for_user(committee).can_publish()
    state = hand_in(teacher)
    client.force_login(committee)
    assert "正在审定" in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()
    url = f"/cms/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    client.force_login(teacher)
    client.post(url)
    assert live_things() == OLD
    client.force_login(committee)
    response = client.post(url)
    assert response.status_code == 302
    assert live_things() == NEW


def test_a_drawing_is_refused_by_the_editors_form(programme, client: Client):
    client.force_login(staff("trainer"))
    file = SimpleUploadedFile("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', content_type="image/svg+xml")
    response = client.post("/cms/images/add/", {"title": "图", "file": file})
    assert response.status_code == 200
    assert response.context["form"].errors["file"]


def test_an_item_that_went_live_alone_does_not_overtake_its_package(programme):
    teacher, committee = staff("trainer"), staff("committee")
    write(teacher)
    state = hand_in(teacher)
    bank.publish(item=Item.objects.get(slug="m1-t1"), by=committee, now=timezone.now())
    assert not packages.of_page(module_page()).overtaken
    state.task.specific.on_action(state, committee, "approve")
    assert live_things() == NEW


def test_handing_in_sends_the_items_for_review_and_the_package_waits_until_they_are_checked(programme):
    teacher, committee, checker = staff("trainer"), staff("committee"), staff("trainer")
    write(teacher)
    state = hand_in(teacher, checked=False)
    review = ItemReview.objects.get(item__slug="m1-t1")
    assert (review.state, review.author, review.asked_by) == ("open", teacher, teacher)
    assert [part.unchecked for part in packages.of_page(module_page()).items] == [True]
    with pytest.raises(Refusal, match="新的题干"):
        state.task.specific.on_action(state, committee, "approve")
    assert live_things() == OLD
    bank.approve(item=review.item, by=checker, now=timezone.now())
    assert [part.unchecked for part in packages.of_page(module_page()).items] == [False]
    state = packages.current_state(module_page())
    assert state is not None
    state.task.specific.on_action(state, committee, "approve")
    assert live_things() == NEW
