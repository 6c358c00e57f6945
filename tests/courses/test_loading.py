"""A programme as files: loaded, loaded again, refused with file and line, written out again."""

from pathlib import Path

import pytest
from django.core.management import call_command
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from courses.files.reading import read
from courses.models import Lesson, LessonPage, Module, ModulePage, Programme, ProgrammePage
from courses.services import exporting, loading
from courses.services.changes import CHANGED, CREATED, KEPT, RETIRED, SAME
from lms.audit.models import AuditEntry
from lms.web.errors import BadInput, Refusal
from quizzes.bank import rows
from quizzes.models import Competence, Item, ItemVersion, Quiz, Task
from tests.courses.factories import ITEM, NOW, framework, load_little, write_programme
from tests.factories import make_staff
from tests.quizzes.delivery_factories import make_competence

pytestmark = pytest.mark.django_db
STARTER = Path(__file__).parents[2] / "courses" / "starter"


@pytest.fixture(autouse=True)
def competences() -> None:
    make_competence("A1")


def refused(folder: Path, **changes: str) -> str:
    with pytest.raises(BadInput) as refusal:
        loading.load(folder=write_programme(folder, **changes), now=NOW)
    assert not Programme.objects.exists()
    assert not Page.objects.type(ProgrammePage).exists()
    return str(refusal.value)


def test_a_folder_becomes_pages_items_quizzes_and_tasks(tmp_path):
    programme = load_little(tmp_path)
    assert programme.url == "/programme/little/"
    assert [page.url for page in ModulePage.objects.order_by("path")] == [
        "/programme/little/m1/",
        "/programme/little/m2/",
    ]
    assert LessonPage.objects.live().count() == Lesson.objects.current().count() == 4
    assert LessonPage.objects.get(lesson__module__slug="m1", slug="second").url == "/programme/little/m1/second/"
    assert list(Lesson.objects.filter(module__slug="m1").values_list("slug", "order")) == [("first", 1), ("second", 2)]
    module = Module.objects.get(slug="m2")
    assert module.outcomes == ["能说出入口", "能讲清用途"]
    assert module.practice_quiz.slug == "m2-practice"
    assert module.assessment_quiz.sections.count() == 2
    assert module.task.slug == "m2-task"
    assert [use.core_for for use in programme.programme_modules.all()] == [["district", "township"], ["district"]]
    assert Item.objects.deliverable().count() == 6
    assert Site.objects.get(is_default_site=True).root_page.slug == "programme"


def test_loading_twice_changes_nothing(tmp_path):
    load_little(tmp_path)
    before = [model.objects.count() for model in (Page, Item, ItemVersion, Quiz, Task, get_image_model(), AuditEntry)]
    revisions = list(Page.objects.order_by("pk").values_list("latest_revision", flat=True))
    changes = loading.load(folder=tmp_path, now=NOW)
    assert set(changes.counts) == {SAME}
    assert not changes.lines()
    after = [model.objects.count() for model in (Page, Item, ItemVersion, Quiz, Task, get_image_model(), AuditEntry)]
    assert after == before
    assert list(Page.objects.order_by("pk").values_list("latest_revision", flat=True)) == revisions


def test_a_changed_lesson_is_published_and_nothing_else_is_touched(tmp_path):
    load_little(tmp_path)
    file = tmp_path / "modules/m1/lessons/01-first.md"
    file.write_text(file.read_text().replace("第一段", "改过的一段"))
    changes = loading.load(folder=tmp_path, now=NOW)
    assert [state for state, _thing in changes.rows if state != SAME] == ["changed"]
    assert "改过的一段" in str(LessonPage.objects.get(lesson__module__slug="m1", slug="first").body)


def test_the_order_of_lessons_follows_the_file(tmp_path):
    load_little(tmp_path)
    file = tmp_path / "modules/m1/module.yaml"
    file.write_text(file.read_text().replace("[first, second]", "[second, first]"))
    loading.load(folder=tmp_path, now=NOW)
    assert list(Lesson.objects.filter(module__slug="m1").values_list("slug", flat=True)) == ["second", "first"]
    parent = ModulePage.objects.get(module__slug="m1")
    assert [page.slug for page in parent.get_children().order_by("path")] == ["second", "first"]


def test_what_left_the_files_is_withdrawn_and_comes_back(tmp_path):
    load_little(tmp_path)
    folder = tmp_path / "modules/m1"
    module, items = (folder / "module.yaml").read_text(), (folder / "items.yaml").read_text()
    second = (folder / "lessons/02-second.md").read_text()
    more = ITEM % {"slug": "m1", "name": "p2", "pool": "practice", "level": 1}
    (folder / "items.yaml").write_text(items + more)
    loading.load(folder=tmp_path, now=NOW)
    (folder / "items.yaml").write_text(items)
    (folder / "module.yaml").write_text(module.replace("[first, second]", "[first]"))
    (folder / "lessons/02-second.md").unlink()
    assert loading.load(folder=tmp_path, now=NOW).counts[RETIRED] == 2
    assert Lesson.objects.get(module__slug="m1", slug="second").retired
    assert Item.objects.get(slug="m1-p2").retired
    assert loading.load(folder=tmp_path, now=NOW).counts[RETIRED] == 0
    (folder / "items.yaml").write_text(items + more)
    (folder / "module.yaml").write_text(module)
    (folder / "lessons/02-second.md").write_text(second)
    assert loading.load(folder=tmp_path, now=NOW).counts[CHANGED] == 2
    assert not Lesson.objects.get(module__slug="m1", slug="second").retired
    assert not Item.objects.get(slug="m1-p2").retired


def test_what_somebody_edited_on_the_site_is_kept(tmp_path):
    load_little(tmp_path)
    page = LessonPage.objects.get(lesson__module__slug="m1", slug="first")
    page.title = "教师改过的标题"
    page.save_revision(user=make_staff("trainer")).publish()
    Programme.objects.update(edited_at=NOW, title="改过的方案")
    changes = loading.load(folder=tmp_path, now=NOW)
    assert changes.counts[KEPT] == 2
    assert LessonPage.objects.get(pk=page.pk).title == "教师改过的标题"
    loading.load(folder=tmp_path, now=NOW, overwrite=True)
    assert LessonPage.objects.get(pk=page.pk).title == "m1第一课"
    assert Lesson.objects.get(module__slug="m1", slug="first").title == "m1第一课"


def test_a_changed_pass_rule_counts_up_its_version(tmp_path):
    load_little(tmp_path)
    file = tmp_path / "programme.yaml"
    file.write_text(file.read_text().replace("hours_min: 1", "hours_min: 2"))
    loading.load(folder=tmp_path, now=NOW)
    assert Programme.objects.get(slug="little").pass_rule_version == 2


@pytest.mark.parametrize(
    ("path", "old", "new", "place", "reason"),
    [
        ("programme.yaml", "slug: little", "slug: Little!", "programme.yaml第1行", "小写字母"),
        ("programme.yaml", "levels: [district,", "levels: [county,", "programme.yaml第4行", "county"),
        ("programme.yaml", "ends: 2027-06-30", "ends: 2026-01-01", "programme.yaml第5行", "早于"),
        ("programme.yaml", "hours_min: 1", "hours_min: 六", "programme.yaml第8行", "不小于"),
        ("programme.yaml", "title: 小课程", "tittle: 小课程", "programme.yaml第2行", "tittle"),
        ("programme.yaml", "title: 小课程", "title: 小课程\ntitle: 大课程", "programme.yaml第3行", "重复"),
        ("programme.yaml", "slug: m2", "slug: m3", "modules/m3/module.yaml第1行", "没有这个文件"),
        ("programme.yaml", "slug: m2", "slug: ../m2", "programme.yaml第12行", "小写字母"),
        ("programme.yaml", "slug: m2", f"slug: {'m' * 300}", "programme.yaml第12行", "50"),
        ("programme.yaml", "title: 小课程", "title: [", "programme.yaml第", "无法读取"),
        ("modules/m1/module.yaml", "competence: A1", "competence: Z9", "modules/m1/module.yaml", "Z9"),
        ("modules/m1/module.yaml", "first, second]", "first, third]", "modules/m1/module.yaml第7行", "third"),
        ("modules/m1/module.yaml", "count: 1, policy", "count: 9, policy", "modules/m1/module.yaml第9行", "9"),
        ("modules/m1/module.yaml", "pass_share: 0.5", "pass_share: 7", "modules/m1/module.yaml", "assessment"),
        ("modules/m1/module.yaml", "pass_count: 1", "pass_count: 9", "modules/m1/module.yaml", "task"),
        ("modules/m1/items.yaml", "key: {correct: b}", "key: {correct: z}", "modules/m1/items.yaml第1行", "m1-p1"),
        ("modules/m1/items.yaml", "pool: practice", "pool: exam", "modules/m1/items.yaml第1行", "exam"),
        ("modules/m1/items.yaml", "id: m1-t1", "id: m1-p1", "modules/m1/items.yaml第13行", "重复"),
        ("modules/m1/lessons/01-first.md", "minutes: 6", "minutes: 几", "01-first.md第3行", "整数"),
        ("modules/m1/lessons/01-first.md", "---\ntitle", "title", "01-first.md第1行", "文件头"),
        ("modules/m1/lessons/01-first.md", "images/one.svg", "images/two.svg", "01-first.md第11行", "two.svg"),
        ("modules/m1/lessons/01-first.md", "images/one.svg", "../m2/images/one.svg", "01-first.md第11行", "one.svg"),
        ("modules/m1/lessons/01-first.md", "![一张图]", "![]", "01-first.md第11行", "看不见"),
        ("modules/m1/lessons/01-first.md", ":::try", ":::tri", "01-first.md第23行", "tri"),
        ("modules/m1/lessons/01-first.md", "kind=law", "kind=joke", "01-first.md第13行", "joke"),
        ("modules/m1/lessons/01-first.md", "- [x] 核实", "- [ ] 核实", "01-first.md第27行", "[x]"),
        ("modules/m1/lessons/01-first.md", "> 先核实。\n:::\n", "> 先核实。\n", "01-first.md第27行", ":::"),
        ("modules/m1/lessons/01-first.md", "第一段", "<table></table>\n\n第一段", "01-first.md第9行", "table"),
    ],
)
def test_a_mistake_is_refused_with_its_place_and_reason(tmp_path, path, old, new, place, reason):
    text = (write_programme(tmp_path) / path).read_text()
    assert old in text
    told = refused(tmp_path, **{path: text.replace(old, new, 1)})
    assert place in told
    assert reason in told


def test_all_mistakes_are_named_at_once(tmp_path):
    told = refused(
        tmp_path,
        **{
            "modules/m1/lessons/01-first.md": "没有文件头",
            "modules/m2/lessons/02-second.md": "---\ntitle: 好\nminutes: 5\n---\n:::rant\n:::\n",
        },
    )
    assert "01-first.md" in told
    assert "02-second.md第5行" in told


@pytest.mark.parametrize(
    ("path", "content", "told"),
    [
        ("modules/m1/lessons/01-first.md", "文".encode("gb18030"), "01-first.md第1行"),
        ("modules/m1/items.yaml", b"# a\n\xff", "items.yaml第2行"),
        ("modules/m1/images/one.svg", b"<svg", "m1/images/one.svg"),
        ("modules/m1/images/one.svg", b"", "m1/images/one.svg"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path, path, content, told):
    (write_programme(tmp_path) / path).write_bytes(content)
    with pytest.raises(BadInput, match=told):
        loading.load(folder=tmp_path, now=NOW)
    assert not Programme.objects.exists()


def test_a_folder_without_a_programme_is_refused(tmp_path):
    with pytest.raises(BadInput, match=r"programme\.yaml"):
        loading.load(folder=tmp_path, now=NOW)


def test_the_starter_programme_loads_and_exporting_it_gives_the_same_files(tmp_path):
    Competence.objects.all().delete()
    framework()
    changes = loading.load(folder=STARTER, now=NOW)
    assert set(changes.counts) == {CREATED}
    programme = Programme.objects.get(slug="starter")
    assert programme.live
    exporting.export_programme(programme=programme, folder=tmp_path / "out", now=NOW)
    wanted, written = read(STARTER), read(tmp_path / "out")
    for plan, other in zip(wanted.modules, written.modules, strict=True):
        assert [rows.read(row) for row in plan.items] == [rows.read(row) for row in other.items]
        assert {row["id"]: row["pool"] for row in plan.items} == {row["id"]: row["pool"] for row in other.items}
        plan.items.clear()
        other.items.clear()
    assert written == wanted
    for file in STARTER.glob("modules/*/images/*"):
        assert (tmp_path / "out" / file.relative_to(STARTER)).read_bytes() == file.read_bytes()
    assert set(loading.load(folder=tmp_path / "out", now=NOW).counts) == {SAME}


def test_exporting_into_a_folder_with_files_is_refused(tmp_path):
    programme = load_little(tmp_path)
    with pytest.raises(Refusal):
        exporting.export_programme(programme=programme, folder=tmp_path, now=NOW)


def test_video_sound_and_documents_travel_both_ways(tmp_path):
    lesson = (
        "---\ntitle: 听和看\nminutes: 3\n---\n\n:::video file=media/a.mp4 captions=media/a.vtt\n文字稿。\n:::\n\n"
        ':::audio file=media/b.mp3\n念给您听。\n:::\n\n:::document file=media/c.pdf text="讲义 \\"甲\\""\n:::\n'
    )
    media = {f"modules/m1/media/{name}": "x" for name in ("a.mp4", "a.vtt", "b.mp3", "c.pdf")}
    write_programme(tmp_path, **{"modules/m1/lessons/01-first.md": lesson}, **media)
    loading.load(folder=tmp_path, now=NOW)
    exporting.export_programme(programme=Programme.objects.get(), folder=tmp_path / "out", now=NOW)
    assert read(tmp_path / "out").modules[0].lessons[0] == read(tmp_path).modules[0].lessons[0]
    assert (tmp_path / "out/modules/m1/media/b.mp3").read_text() == "x"
    assert set(loading.load(folder=tmp_path / "out", now=NOW).counts) == {SAME}


def test_the_commands_print_their_summary_last(tmp_path, capsys):
    write_programme(tmp_path / "in")
    call_command("load_programme", str(tmp_path / "in"))
    call_command("export_programme", "little", str(tmp_path / "out"))
    lines = capsys.readouterr().out.strip().splitlines()
    assert lines[-2].startswith("新建")
    assert lines[-1].startswith("模块2个，课文4篇，题目6道")
    with pytest.raises(SystemExit) as ended:
        call_command("export_programme", "nothing", str(tmp_path / "other"))
    assert ended.value.code == 1
