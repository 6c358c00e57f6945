"""A sitting on paper: printed, entered twice, compared, decided, scored."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.audit.models import AuditEntry
from lms.people.models import Role
from lms.records.models import Statement
from lms.web.errors import BadInput, NotAllowed, Refusal
from quizzes.delivery import paper_codes
from quizzes.delivery.models import (
    Attempt,
    PaperEntry,
    PaperForm,
    PaperItem,
    PaperResult,
    PaperVoid,
    Response,
    Score,
)
from quizzes.delivery.paper_kinds import on_paper
from quizzes.delivery.services import attempts, paper
from tests.factories import make_mandate, make_staff, make_unit
from tests.quizzes.delivery_factories import SECRET, make_learner, make_quiz, right_answer, wrong_answer
from tests.quizzes.test_take_pages import form_of

pytestmark = pytest.mark.django_db
KINDS = ("single", "multiple", "boolean", "ordering")


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def deputy(unit):
    return make_mandate(unit=unit).person


@pytest.fixture
def two(unit):
    """Two people who enter."""
    return make_staff(Role.ORGANISER, unit=unit), make_staff(Role.COMMITTEE)


def printed(quiz, unit, person, by, now):
    paper.print_forms(quiz=quiz, unit=unit, people=[person], by=by, now=now)
    return PaperForm.objects.get(person=person, quiz=quiz)


def items(form):
    found = list(form.items.select_related("version__item"))
    for one in found:
        one.option_order = one.shown  # what the answers of the tests look at
    return found


def rights(form):
    return {one.position: right_answer(one) for one in items(form)}


def enter(form, by, answers, now, helper="", sat_on=None):
    return paper.enter(
        form=form, answers=answers, helper=helper, sat_on=sat_on or timezone.localdate(now), by=by, now=now
    )


# Numbers


@settings(deadline=None)
@given(st.randoms())
def test_that_a_number_is_read_back_and_no_single_slip_gives_another(rng):
    code = paper_codes.make(rng)
    assert paper_codes.read(paper_codes.grouped(code).lower().replace("0", "o")) == code
    place, other = rng.randrange(len(code)), rng.choice(paper_codes.ALPHABET)
    wrong = code[:place] + other + code[place + 1 :]
    assert paper_codes.read(wrong) in ({code} if wrong == code else {None})
    place = rng.randrange(len(code) - 1)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert paper_codes.read(swapped) in ({code} if swapped == code else {None})


# Printing


def test_that_printing_draws_a_sitting_and_begins_none(deputy, unit, two, now):
    quiz = make_quiz(*KINDS, attempts=2, minutes=20)
    form = printed(quiz, unit, deputy, two[0], now)
    assert (form.rules["minutes"], form.rules["attempts"], form.items.count()) == (20, 2, 4)
    assert not Attempt.objects.exists()
    assert AuditEntry.objects.get(verb="paper.printed").actor_uuid == two[0].uuid


def test_that_a_kind_without_a_form_on_paper_is_not_drawn(deputy, unit, two, now, monkeypatch):
    assert on_paper() >= set(KINDS)
    monkeypatch.setattr(paper, "on_paper", lambda: {"single"})
    with pytest.raises(Refusal):
        printed(make_quiz("ordering", "single"), unit, deputy, two[0], now)
    quiz = make_quiz("ordering", "single", "single", drawn=2)
    assert {one.version.item.kind for one in items(printed(quiz, unit, deputy, two[0], now))} == {"single"}


def test_that_a_batch_leaves_out_whoever_cannot_begin_and_says_why(unit, two, now):
    quiz = make_quiz("single", attempts=1)
    fresh, done, under_way = (make_mandate(unit=unit).person for _ in range(3))
    attempts.submit(attempt=attempts.start(person=done, quiz=quiz, mode="phone", now=now), now=now)
    attempts.start(person=under_way, quiz=quiz, mode="phone", now=now)
    told = paper.print_forms(quiz=quiz, unit=unit, people=[fresh, done, under_way], by=two[0], now=now)
    assert told.forms == 1
    assert [person for person, _reason in told.left_out] == [done, under_way]
    with pytest.raises(Refusal):
        paper.print_forms(quiz=quiz, unit=unit, people=[fresh], by=two[0], now=now)


def test_that_practice_is_not_printed_and_a_form_may_be_printed_ahead_of_the_day(deputy, unit, two, now):
    with pytest.raises(Refusal):
        printed(make_quiz("single", purpose="practice"), unit, deputy, two[0], now)
    opens = timezone.localtime(now + timedelta(days=2)).isoformat()
    assert printed(make_quiz("single", opens_at=opens), unit, deputy, two[0], now)


# Two entries


def test_that_two_equal_entries_are_scored_as_one_sitting_on_paper(deputy, unit, two, now):
    form = printed(make_quiz(*KINDS), unit, deputy, two[0], now)
    enter(form, two[0], rights(form), now)
    assert not Attempt.objects.exists()
    enter(form, two[1], rights(form), now)
    attempt = Attempt.objects.get()
    assert (attempt.person, attempt.mode, attempt.state, attempt.seed) == (deputy, "paper", "submitted", form.seed)
    assert attempt.outcomes.get().share == 1
    assert [one.client for one in Response.objects.all()] == ["paper"] * 4
    result = PaperResult.objects.get()
    assert (result.attempt, result.by, result.decided) == (attempt, two[1], {})
    assert list(Statement.objects.filter(object_type="attempt").values_list("verb", flat=True)) == [
        "started",
        "submitted",
        "scored",
        "passed",
    ]
    verbs = AuditEntry.objects.filter(object_type="paper_form").values_list("verb", flat=True)
    assert sorted(verbs) == ["paper.entered", "paper.entered", "paper.scored"]


def test_that_differences_wait_for_a_decision_that_is_kept(deputy, unit, two, now):
    form = printed(make_quiz("single", "single", "single"), unit, deputy, two[0], now)
    one, other, third = items(form)
    enter(form, two[0], rights(form), now, helper="family")
    second = {one.position: right_answer(one), other.position: wrong_answer(other)}
    enter(form, two[1], second, now)
    assert not Score.objects.exists()
    with pytest.raises(BadInput):
        paper.decide(form=form, taken={"2": 1}, by=two[1], now=now)
    outcome = paper.decide(form=form, taken={"2": 1, "3": 2, "helper": 1}, by=two[1], now=now)
    assert (outcome.points, outcome.max_points) == (2, 3)
    result = PaperResult.objects.get()
    assert result.decided["2"] == {"first": right_answer(other), "second": wrong_answer(other), "taken": 1}
    assert result.decided["3"]["second"] is None
    assert result.attempt.assisted_by == "family"
    assert not result.attempt.responses.filter(presented__position=third.position).exists()
    with pytest.raises(Refusal):
        paper.decide(form=form, taken={"2": 2, "3": 1, "helper": 2}, by=two[1], now=now)


def test_that_nobody_enters_twice_or_the_own_form_or_a_third_time(unit, two, now):
    form = printed(make_quiz("single"), unit, make_mandate(unit=unit).person, two[0], now)
    enter(form, two[0], {}, now)
    with pytest.raises(Refusal):
        enter(form, two[0], {}, now)
    enter(form, two[1], rights(form), now)
    with pytest.raises(Refusal):
        enter(form, make_staff(Role.COMMITTEE), {}, now)
    own = printed(make_quiz("single"), unit, make_mandate(unit=unit, person=two[0]).person, two[1], now)
    with pytest.raises(NotAllowed):
        enter(own, two[0], {}, now)


def test_that_what_fits_no_item_is_refused_and_a_day_ahead_too(deputy, unit, two, now):
    form = printed(make_quiz("single"), unit, deputy, two[0], now)
    for answers in ({1: {"choice": "zz"}}, {9: {"choice": "a"}}, {1: "a"}):
        with pytest.raises(BadInput):
            enter(form, two[0], answers, now)
    with pytest.raises(BadInput):
        enter(form, two[0], {}, now, sat_on=timezone.localdate(now) + timedelta(days=1))
    assert not PaperEntry.objects.exists()


def test_that_a_sitting_on_the_screen_meanwhile_is_told_and_nothing_is_lost(deputy, unit, two, now):
    quiz = make_quiz("single", attempts=1)
    form = printed(quiz, unit, deputy, two[0], now)
    on_screen = attempts.start(person=deputy, quiz=quiz, mode="phone", now=now)
    enter(form, two[0], rights(form), now)
    with pytest.raises(Refusal):
        enter(form, two[1], rights(form), now)
    attempts.submit(attempt=on_screen, now=now)
    with pytest.raises(Refusal):
        enter(form, two[1], rights(form), now)
    quiz.policy["attempts"] = 2
    quiz.save()
    enter(form, two[1], rights(form), now)
    assert Attempt.objects.get(mode="paper").number == 2


def test_that_a_form_is_set_aside_for_a_reason_and_another_printed(deputy, unit, two, now):
    quiz = make_quiz("single")
    form = printed(quiz, unit, deputy, two[0], now)
    with pytest.raises(BadInput):
        paper.set_aside(form=form, reason=" ", by=two[0], now=now)
    paper.set_aside(form=form, reason="丢失", by=two[0], now=now)
    with pytest.raises(Refusal):
        enter(form, two[0], {}, now)
    paper.print_forms(quiz=quiz, unit=unit, people=[deputy], by=two[0], now=now)
    assert PaperForm.objects.count() == 2


def test_that_another_units_organiser_and_other_roles_reach_nothing(client, deputy, unit, two, now):
    quiz = make_quiz("single")
    form = printed(quiz, unit, deputy, two[0], now)
    stranger = make_staff(Role.ORGANISER, unit=make_unit())
    for by in (stranger, make_learner("林", Role.TRAINER)):
        with pytest.raises(NotAllowed):
            enter(form, by, {}, now)
        with pytest.raises(NotAllowed):
            paper.print_forms(quiz=quiz, unit=unit, people=[make_mandate(unit=unit).person], by=by, now=now)
    client.force_login(stranger)
    for name in ("paper_form", "paper_pdf", "paper_enter"):
        assert client.get(reverse(f"quizzes:{name}", args=[form.code])).status_code == 404
    assert deputy.name not in client.get(reverse("quizzes:paper")).content.decode()
    assert client.get(reverse("quizzes:paper_batch", args=[form.batch, 1])).status_code == 404
    page = client.get(reverse("quizzes:paper_print"), {"quiz": quiz.slug, "unit": unit.slug}).content.decode()
    assert str(deputy.uuid) not in page
    client.force_login(deputy)
    assert client.get(reverse("quizzes:paper_form", args=[form.code])).status_code == 403


def test_that_the_rows_keep_their_rules(deputy, unit, two, now):
    form = printed(make_quiz("single"), unit, deputy, two[0], now)
    entry = enter(form, two[0], {}, now)
    row = {"form": form, "answers": {}, "sat_on": entry.sat_on, "at": now}
    for wrong in ({"turn": 1, "by": two[1]}, {"turn": 2, "by": two[0]}, {"turn": 3, "by": two[1]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperEntry.objects.create(**(row | wrong))
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperVoid.objects.create(form=form, reason="", by=two[0], at=now)
    item = form.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperItem.objects.create(form=form, version=item.version, position=2, shown=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperItem.objects.create(
            form=form, version=make_quiz("single").sections.get().bank.items.get().live_version, position=1, shown=[]
        )
    values = {name: getattr(form, name) for name in ("batch", "quiz", "person", "unit", "rules", "seed", "by")}
    for code in ("", form.code):
        with pytest.raises(IntegrityError), transaction.atomic():
            PaperForm.objects.create(**values, code=code, printed_at=now)


# The pages


def filled(form, answers=right_answer, **more):
    data = {"sat_on": timezone.localdate().isoformat(), "helper": ""}
    for one in items(form):
        answer = form_of(one) if answers is right_answer else answers(one)
        data |= {f"q{one.position}-{name}": value for name, value in answer.items()}
    return data | more


def test_the_whole_way_through_the_pages(client, deputy, unit, two, now):
    quiz = make_quiz(*KINDS)
    client.force_login(two[0])
    address = f"{reverse('quizzes:paper_print')}?quiz={quiz.slug}&unit={unit.slug}"
    assert str(deputy.uuid) in client.get(address).content.decode()
    page = client.post(address, {"person": [str(deputy.uuid)]}, follow=True).content.decode()
    form = PaperForm.objects.get()
    assert paper_codes.grouped(form.code) in page
    pdf = client.get(reverse("quizzes:paper_batch", args=[form.batch, 1]))
    assert pdf.content.startswith(b"%PDF")
    assert "no-store" in pdf["Cache-Control"]
    found = client.get(reverse("quizzes:paper"), {"q": paper_codes.grouped(form.code).lower()})
    assert found["Location"] == reverse("quizzes:paper_form", args=[form.code])
    enter_at = reverse("quizzes:paper_enter", args=[form.code])
    assert client.post(enter_at, filled(form) | {"sat_on": ""}).status_code == 400
    assert client.post(enter_at, filled(form)).status_code == 302
    client.force_login(two[1])
    blind = client.get(enter_at).content.decode()
    assert " checked" not in blind.replace('value="" required id="id_helper_0" checked', "").replace(
        'value="" id="id_helper_0" checked', ""
    )
    client.post(enter_at, filled(form) | {"helper": "family"})
    show = reverse("quizzes:paper_form", args=[form.code])
    assert client.post(show, {}).status_code == 400
    assert client.post(show, {"take-helper": "2"}).status_code == 302
    assert form.result.attempt.assisted_by == "family"
    assert "100%" in client.get(show).content.decode()


def test_that_no_page_or_form_of_paper_holds_a_key(client, deputy, unit, two, now):
    form = printed(make_quiz(*KINDS, purpose="readiness"), unit, deputy, two[0], now)
    client.force_login(two[0])
    enter(form, two[1], rights(form), now)
    names = ("paper_form", "paper_enter")
    texts = [client.get(reverse(f"quizzes:{name}", args=[form.code])).content.decode() for name in names]
    enter(form, two[0], {}, now)
    texts.append(client.get(reverse("quizzes:paper_form", args=[form.code])).content.decode())
    assert not any(SECRET in text or "correct" in text for text in texts)
    paper.decide(form=form, taken={str(n): 1 for n in range(1, 5)}, by=two[0], now=now)
    shown = client.get(reverse("quizzes:paper_form", args=[form.code])).content.decode()
    assert "%" not in shown[shown.index("<main") : shown.index("</main>")]


def test_that_half_an_order_comes_back_with_all_else_that_was_entered(client, deputy, unit, two, now):
    form = printed(make_quiz("single", "ordering"), unit, deputy, two[0], now)
    client.force_login(two[0])
    single, ordering = sorted(items(form), key=lambda one: one.version.item.kind, reverse=True)
    data = filled(form)
    data |= {name: "1" for name in data if name.startswith(f"q{ordering.position}-place-")}
    answer = client.post(reverse("quizzes:paper_enter", args=[form.code]), data)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert f'name="q{single.position}-choice"' in page
    assert page.count('data-answer="choice" checked') == 1
    assert not PaperEntry.objects.exists()


@pytest.mark.parametrize("page", ["list", "enter", "pdf"])
def test_that_the_pages_ask_as_often_for_forty_as_for_five(client, unit, two, now, page):
    client.force_login(two[1])
    counts = []
    for size in (5, 40):
        quiz = make_quiz(*["single"] * (size if page == "enter" else 2))
        people = [make_mandate(unit=unit).person for _ in range(size if page != "enter" else 1)]
        batch = paper.print_forms(quiz=quiz, unit=unit, people=people, by=two[0], now=now).batch
        forms = list(PaperForm.objects.filter(batch=batch))
        for form in forms[:3]:
            enter(form, two[0], rights(form), now)
        address = {
            "list": f"{reverse('quizzes:paper')}?batch={batch}",
            "enter": reverse("quizzes:paper_enter", args=[forms[0].code]),
            "pdf": reverse("quizzes:paper_batch", args=[batch, 1]),
        }[page]
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
