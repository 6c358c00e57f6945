import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from quizzes.framework import source
from quizzes.framework.selectors import competences, core_for
from quizzes.framework.services.load import load
from quizzes.models import Area, Competence, Framework, ProficiencyLevel

pytestmark = pytest.mark.django_db


def test_six_areas_twenty_competences_and_eighty_texts_are_loaded():
    line = load()
    assert "6 areas, 20 competences, 80 level texts" in line
    assert list(Area.objects.values_list("code", flat=True)) == list("ABCDEF")
    assert "".join(competence.code for competence in competences()) == "A1A2A3B1B2B3C1C2C3C4D1D2D3D4E1E2E3F1F2F3"
    assert all(len(competence.levels.all()) == 4 for competence in competences())


def test_loading_again_changes_nothing():
    load()
    before = list(Competence.objects.values()), list(ProficiencyLevel.objects.order_by("pk").values())
    load()
    assert before == (list(Competence.objects.values()), list(ProficiencyLevel.objects.order_by("pk").values()))


def test_only_the_security_area_is_a_gate():
    load()
    assert list(Area.objects.filter(is_gate=True).values_list("code", flat=True)) == ["F"]


def test_core_differs_between_district_and_township_by_the_two_hollow_stars():
    load()
    assert set(core_for("district")) - set(core_for("township")) == {"D3", "E1"}
    assert set(core_for("district")) | set(core_for("township")) == source.core()
    assert set(core_for("township")) == {"A1", "B1", "B2", "B3", "C1", "C2", "C3", "D2", "F1", "F2", "F3"}


def test_a_mended_text_is_mended_in_place():
    load()
    level = ProficiencyLevel.objects.get(competence__code="F1", level=2)
    ProficiencyLevel.objects.filter(pk=level.pk).update(text="旧")
    load()
    assert ProficiencyLevel.objects.get(pk=level.pk).text == level.text


def test_the_tree_is_read_in_two_queries(django_assert_num_queries):
    load()
    with django_assert_num_queries(2):
        assert [(c.area.name, [level.text for level in c.levels.all()]) for c in competences()]


@pytest.mark.parametrize("level", [0, 5])
def test_a_level_outside_one_to_four_is_refused_by_the_database(level):
    load()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProficiencyLevel.objects.create(competence=Competence.objects.get(code="A1"), level=level, text="x")


def test_codes_and_levels_stand_once():
    load()
    framework, area = Framework.objects.get(), Area.objects.get(code="A")
    with pytest.raises(IntegrityError), transaction.atomic():
        Area.objects.create(framework=framework, code="A", name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Competence.objects.create(area=area, code="A1", name="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProficiencyLevel.objects.create(competence=Competence.objects.get(code="A1"), level=1, text="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Framework.objects.create(version=1, title="x", in_force_from="2026-01-01")


def test_a_competence_with_levels_cannot_be_deleted():
    load()
    with pytest.raises(ProtectedError):
        Competence.objects.get(code="A1").delete()
