"""A small district for the tests of training: a committee, a town, a street, their deputies, a programme."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from courses.models import Enrolment, Lesson, Module, Programme, ProgrammeModule, TrainingSession
from lms.people.models import (
    Congress,
    ElectoralDistrict,
    Mandate,
    MandateChange,
    OrganisingUnit,
    Person,
    Role,
    RoleGrant,
    Term,
)
from quizzes.models import Area, Competence, Framework

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2026, 12, 8)


def person(name: str, **fields: Any) -> Person:
    number = Person.objects.count() + 1
    return Person.objects.create(name=name, username=f"u{number}", created_at=NOW, **fields)


def grant(to: Person, role: Role, unit: OrganisingUnit | None = None) -> Person:
    RoleGrant.objects.create(person=to, role=role, unit=unit, starts_on=date(2021, 1, 1), recorded_at=NOW)
    return Person.objects.get(pk=to.pk)


@dataclass
class District:
    """青禾区 with one town and one street; `deputy` adds people to them."""

    committee_unit: OrganisingUnit = field(init=False)
    town: OrganisingUnit = field(init=False)
    street: OrganisingUnit = field(init=False)
    programme: Programme = field(init=False)

    def __post_init__(self) -> None:
        unit = OrganisingUnit.objects.create
        kinds = OrganisingUnit.Kind
        self.committee_unit = unit(slug="qu", name="青禾区人大代工委", short_name="区", kind=kinds.COMMITTEE)
        self.town = unit(
            slug="heping", name="和平镇人大主席团", short_name="和平镇", kind=kinds.PRESIDIUM,
            parent=self.committee_unit, position=1, contact="镇人大工作人员 张桂兰 6666",
        )  # fmt: skip
        self.street = unit(
            slug="chengnan", name="区人大常委会城南街道工作委员会", short_name="城南街道", kind=kinds.STREET,
            parent=self.committee_unit, position=2,
        )  # fmt: skip
        district = Congress.objects.create(name="青禾区人民代表大会", level="district", unit=self.committee_unit)
        town = Congress.objects.create(name="和平镇人民代表大会", level="township", unit=self.town, parent=district)
        self.terms = {
            "district": Term.objects.create(congress=district, number=19, start=date(2021, 11, 1)),
            "township": Term.objects.create(congress=town, number=20, start=date(2021, 11, 1)),
        }
        self.seats = {
            level: ElectoralDistrict.objects.create(term=term, name="第1选区") for level, term in self.terms.items()
        }
        self.programme = Programme.objects.create(
            slug="starter", title="起步课程", starts=date(2026, 12, 1), ends=date(2027, 6, 30), live=True,
            audience={"levels": ["district", "township"]}, hours={"online": 3, "classroom": 3, "field": 2},
            pass_rule={"core_modules": "all", "hours_min": 6}, makeup_rule={"attempts": 3},
        )  # fmt: skip

    def deputy(
        self, name: str, unit: OrganisingUnit | None = None, *, level: str = "township", enrolled: bool = True
    ) -> Person:
        made = person(name)
        mandate = Mandate.objects.create(
            person=made, term=self.terms[level], electoral_district=self.seats[level], unit=unit or self.town,
            origin=Mandate.Origin.NEW, created_at=NOW,
        )  # fmt: skip
        MandateChange.objects.create(
            mandate=mandate, state=Mandate.State.SERVING, effective_on=date(2021, 11, 1), recorded_at=NOW
        )
        if enrolled:
            Enrolment.objects.create(person=made, programme=self.programme, at=NOW)
        return made

    def organiser(self, unit: OrganisingUnit | None = None, name: str = "张桂兰") -> Person:
        return grant(person(name), Role.ORGANISER, unit or self.town)

    def committee(self, name: str = "周国平") -> Person:
        return grant(person(name), Role.COMMITTEE)

    def session(self, unit: OrganisingUnit | None = None, **fields: Any) -> TrainingSession:
        given = {
            "programme": self.programme, "unit": unit, "kind": "classroom", "title": "代表履职平台集中授课",
            "starts_at": NOW, "ends_at": NOW + timedelta(hours=3), "place": "和平镇会议室", "teacher": "李明",
            "hours": Decimal(3), "created_at": NOW,
        } | fields  # fmt: skip
        return TrainingSession.objects.create(**given)

    def module(self, slug: str = "a1", *, lessons: int = 2, **fields: Any) -> Module:
        made = Module.objects.create(
            slug=slug, title=f"模块{slug}", competence=competence(slug.upper()), hours=Decimal(1), **fields
        )
        ProgrammeModule.objects.create(
            programme=self.programme, module=made, order=len(slug), core_for=["district", "township"], hours=Decimal(1)
        )
        for number in range(lessons):
            Lesson.objects.create(module=made, slug=f"l{number}", title=f"{slug}第{number + 1}课", order=number)
        return made


def competence(code: str) -> Competence:
    framework, _ = Framework.objects.get_or_create(
        version=9, defaults={"title": "试验框架", "in_force_from": date(2021, 1, 1)}
    )
    area, _ = Area.objects.get_or_create(framework=framework, code=code[:1], defaults={"name": f"{code[:1]}类"})
    made, _ = Competence.objects.get_or_create(code=code[:4], defaults={"area": area, "name": f"能力{code}"})
    return made
