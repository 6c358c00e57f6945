"""Between two rounds: calibrations linked by anchors that stood still, and change claimed only beyond error."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lms.audit.models import AuditEntry
from lms.people.models import Person, Role
from lms.web.errors import BadInput, Refusal
from quizzes.appraisal.models import Appraisal, AppraisalCase, Booklet, FormDesign
from quizzes.appraisal.selectors.pools import known_items
from quizzes.appraisal.services import designs
from quizzes.bank.models import Item
from quizzes.calibration.models import Calibration, CalibrationLink, ItemParameter
from quizzes.calibration.report import link_as_markdown
from quizzes.calibration.selectors.difficulties import difficulties_of
from quizzes.calibration.selectors.links import chain, onto
from quizzes.calibration.services.linking import link
from quizzes.psychometrics.person import estimate
from quizzes.readiness.models import Standard
from quizzes.terms.selectors import growth
from tests.factories import make_congress, make_mandate, make_person, make_staff, make_term, make_unit
from tests.quizzes.appraisal_factories import KEY, NOW, make_design, make_pool, sit_all
from tests.quizzes.readiness_factories import load_all, make_items

pytestmark = pytest.mark.django_db
WHY = "第二年度锚题三十六道"
SMALL = ["A1", "B1", "C1", "D2", "E1", "F1"]


def calibration(
    difficulties: Sequence[float], version: int = 1, source: str = "file:a.csv", **more: Any
) -> Calibration:
    row = Calibration.objects.create(
        source=source, version=version, data_hash=f"{Calibration.objects.count():064}",
        settings={"model": more.pop("model", "rasch")}, people=137, items=len(difficulties), answers=2000, iterations=9,
        log_likelihood=-1.0, mean=0.0, mean_se=0.1, sd=1.1, sd_se=0.1, reliability=0.8, at=NOW,
    )  # fmt: skip
    versions = more.get("versions") or [None] * len(difficulties)
    for place, (value, item) in enumerate(zip(difficulties, versions, strict=True)):
        ItemParameter.objects.create(
            calibration=row, item_version=item, position=place, name=f"i{place}", difficulty=value, se=0.2, answers=60,
            infit=1, outfit=1, z=0,
        )  # fmt: skip
    return row


def spread(shift: float = 0.0, noise: float = 0.1, n: int = 36, seed: int = 5) -> list[float]:
    base, rng = np.linspace(-1.5, 1.5, n), np.random.default_rng(seed)
    return [float(one) for one in base + shift + rng.normal(0, noise, n)]


def test_a_link_keeps_the_anchors_that_stood_still_and_names_those_that_drifted() -> None:
    old, moved = calibration(spread(seed=1)), spread(-0.3, seed=2)
    moved[4] += 1.5
    row = link(calibration=calibration(moved, 2), to=old, reason=WHY, now=NOW)
    assert row.shift == pytest.approx(0.3, abs=0.06) and 0.01 < row.se < 0.05
    assert [one["name"] for one in row.anchors if not one["kept"]] == ["i4"] and row.kept == 35
    assert "i4" in link_as_markdown(row).splitlines()[6] and "35" in link_as_markdown(row)
    assert AuditEntry.objects.filter(verb="calibrations.linked").count() == 1
    assert link(calibration=row.calibration, to=old, reason=WHY, now=NOW) == row


def test_links_lead_back_over_several_terms_with_their_errors_together() -> None:
    first, second, third = (calibration(spread(-0.2 * n, seed=n), n + 1) for n in range(3))
    one = link(calibration=second, to=first, reason=WHY, now=NOW)
    two = link(calibration=third, to=second, reason=WHY, now=NOW)
    assert onto(third, first) == pytest.approx((one.shift + two.shift, np.hypot(one.se, two.se)), abs=1e-6)
    back = onto(first, third)
    assert back is not None and back[0] == pytest.approx(-one.shift - two.shift) and len(chain(third)) == 3
    beside = calibration(spread(0.4, seed=9), 1, source="file:b.csv")
    three = link(calibration=beside, to=first, reason=WHY, now=NOW)
    assert onto(third, beside) == pytest.approx(
        (one.shift + two.shift - three.shift, (one.se**2 + two.se**2 + three.se**2) ** 0.5), abs=1e-6
    )
    assert onto(third, calibration(spread(), 9)) is None


def test_a_linked_difficulty_is_read_on_the_earlier_scale() -> None:
    versions = make_items()
    old = calibration([0.0] * 12, versions=versions)
    new = calibration([-0.5] * 12, 2, versions=versions)
    assert difficulties_of([versions[0].pk], [new.pk])[versions[0].pk].value == -0.5
    link(calibration=new, to=old, reason=WHY, now=NOW)
    assert difficulties_of([versions[0].pk], [new.pk])[versions[0].pk].value == pytest.approx(0.0)


def test_that_a_calibration_that_measures_levels_is_not_linked_any_more() -> None:
    load_all()
    old, new = calibration(spread(seed=1)), calibration(spread(-0.3, seed=2), 2)
    Standard.objects.get().calibrations.add(new)
    with pytest.raises(Refusal, match="等级"):
        link(calibration=new, to=old, reason=WHY, now=NOW)
    with pytest.raises(BadInput, match="理由"):
        link(calibration=old, to=new, reason="锚", now=NOW)
    assert link(calibration=old, to=new, reason=WHY, now=NOW).reason == WHY


def test_what_is_not_linked() -> None:
    old = calibration(spread())
    for other in (
        calibration([0.0, 0.1], 2),
        calibration(spread(), 3, model="2pl"),
        calibration(spread(), 1, source="file:b.csv"),
    ):
        if other.source == "file:b.csv":
            link(calibration=other, to=old, reason=WHY, now=NOW)
            with pytest.raises(Refusal):
                link(calibration=old, to=other, reason=WHY, now=NOW)
            with pytest.raises(Refusal):
                link(calibration=other, to=calibration(spread(), 4), reason=WHY, now=NOW)
        else:
            with pytest.raises(Refusal):
                link(calibration=other, to=old, reason=WHY, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalibrationLink.objects.create(calibration=old, to=old, shift=0, se=0, anchors=[], at=NOW)


def test_the_command_links_and_lists(capsys: pytest.CaptureFixture[str]) -> None:
    calibration(spread(seed=1))
    calibration(spread(-0.3, seed=2), 2)
    call_command("link_calibrations", "file:a.csv@2", "file:a.csv@1", reason=WHY)
    told = capsys.readouterr().out
    assert "| i0 |" in told and CalibrationLink.objects.get().kept >= 30


# growth


def two_rounds() -> tuple[FormDesign, FormDesign]:
    scope = make_pool(10, SMALL)
    first = make_design(scope)
    second = designs.next_round(scope=scope, by=make_staff(Role.COMMITTEE), reason="第二年度", now=NOW)
    return first, second


def result(person: Person, design: FormDesign, theta: float, se: float = 0.385, **more: Any) -> Appraisal:
    booklet = Booklet.objects.create(
        design=design, person=person, turn=1, occasion="first", number=0, seed=1, at=NOW + timedelta(days=design.round)
    )
    return Appraisal.objects.create(
        booklet=booklet, version=1, theta=theta, se=se, score=round(500 + 100 * theta), margin=63, items=32,
        calibrated=0, areas=[], outcomes=[1], at=NOW + timedelta(days=design.round), **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("later", "words"), [(0.9, "没有超出误差"), (1.2, "进步120分，超出误差"), (-1.2, "比上次低，超出误差")]
)
def test_a_deputy_reads_growth_only_beyond_error(client: Client, later: float, words: str) -> None:
    (first, second), person = two_rounds(), make_person()
    client.force_login(person)
    assert "还没有参加过两轮" in client.get(reverse("quizzes:growth")).content.decode()
    result(person, first, 0.0)
    result(person, second, later)
    page = client.get(reverse("quizzes:growth")).content.decode()
    assert words in page and "107" in page
    assert all(other not in page for other in ("没有超出误差", "超出误差") if other not in words)


def pool_calibration(shift: float, number: int) -> Calibration:
    """Of the readiness pool: each item at its band, moved by `shift`."""
    items = list(Item.objects.filter(bank__purpose="readiness").select_related("live_version").order_by("pk"))
    row = calibration(
        [item.band + shift for item in items], number, f"test:{KEY}", versions=[item.live_version for item in items]
    )
    Calibration.objects.filter(pk=row.pk).update(mean=0.1 + shift, sd=1.0)
    return Calibration.objects.get(pk=row.pk)


def test_that_a_round_by_a_linked_calibration_is_scored_on_the_scale_that_its_links_lead_to() -> None:
    """The new calibration has every difficulty and the population half a logit too low; the link says so."""
    scope, staff = make_pool(10, SMALL), make_staff(Role.COMMITTEE)
    new = pool_calibration(-0.5, 2)
    own = designs.next_round(scope=scope, by=staff, reason="第一年度", now=NOW)
    link(calibration=new, to=pool_calibration(0.0, 1), reason=WHY, now=NOW)
    Calibration.objects.exclude(pk=new.pk).update(source="test:earlier")
    linked = designs.next_round(scope=scope, by=staff, reason="第二年度", now=NOW)
    assert (own.calibration, linked.calibration) == (new, new)
    assert (own.shift, own.prior_mean) == pytest.approx((0, -0.4))
    assert (linked.shift, linked.prior_mean) == pytest.approx((0.5, 0.1))
    booklet = sit_all(make_person(), linked, right=lambda item: item.level < 3)
    row, items = Appraisal.objects.get(), [one.item for one in booklet.items.filter(part="scored")]
    found = estimate(
        [float(item.level < 3) for item in items], [item.band for item in items], 0.1, 1.0,
        difficulty_se=[0.2] * len(items), asymptote=0.97,
    )  # fmt: skip
    assert (row.theta, row.se) == pytest.approx((found.theta, found.se), abs=1e-5) and row.calibrated == len(items)
    assert sorted({one.difficulty for one in known_items(linked)}) == pytest.approx([-0.9, 0.0, 0.9])


def test_that_growth_counts_a_links_shift_once_and_its_error_with_both_others() -> None:
    first, second = two_rounds()
    old, new = calibration(spread(seed=1)), calibration(spread(-0.3, noise=0.9, seed=2), 2)
    row = link(calibration=new, to=old, reason=WHY, now=NOW)
    FormDesign.objects.filter(pk=first.pk).update(calibration=old)
    FormDesign.objects.filter(pk=second.pk).update(calibration=new, shift=row.shift)
    person = make_person()
    result(person, first, 0.0, se=0.4)
    result(person, second, 1.12, se=0.3)
    (told,) = growth.own(person)
    assert told.change is not None and told.change.change == pytest.approx(1.12)
    assert row.se > 0.1 and told.change.margin == pytest.approx(1.96 * (0.4**2 + 0.3**2 + row.se**2) ** 0.5)
    assert told.points == 112
    bands = FormDesign.objects.get(pk=first.pk)
    bands.calibration = None
    step = growth.step_between(bands, FormDesign.objects.get(pk=second.pk))
    assert step.link == pytest.approx((0.0, (row.se**2 + 0.49 / old.items) ** 0.5))


def test_rounds_by_calibrations_that_are_not_linked_are_not_compared(client: Client) -> None:
    first, second = two_rounds()
    old, new = calibration(spread(seed=1)), calibration(spread(-0.3, seed=2), 2)
    FormDesign.objects.filter(pk=first.pk).update(calibration=old)
    FormDesign.objects.filter(pk=second.pk).update(calibration=new)
    person = make_person()
    result(person, first, 0.0)
    result(person, second, 0.9)
    client.force_login(person)
    assert "暂时不能比较" in client.get(reverse("quizzes:growth")).content.decode()
    row = link(calibration=new, to=old, reason=WHY, now=NOW)
    (told,) = growth.own(person)
    assert told.change is not None and told.change.change == pytest.approx(0.9 + row.shift)
    assert told.change.beyond


def test_a_first_calibration_has_the_scale_of_the_bands_but_for_their_mean_error() -> None:
    first, second = two_rounds()
    FormDesign.objects.filter(pk=second.pk).update(calibration=calibration(spread(n=49)))
    second.refresh_from_db()
    assert growth.step_between(first, second).link == pytest.approx((0.0, 0.1))


def test_results_set_aside_or_reached_with_help_do_not_count() -> None:
    (first, second), helped, aside = two_rounds(), make_person(), make_person()
    for person in (helped, aside):
        result(person, first, 0.0)
    result(helped, second, 1.5, assisted=True)
    AppraisalCase.objects.create(
        appraisal=result(aside, second, 1.5), signs=["fit"], at=NOW, state="anew", reason="x", decided_at=NOW,
        decided_by=make_person(),
    )  # fmt: skip
    assert growth.own(helped) == [] == growth.own(aside)


def town(name: str, size: int, rounds: tuple[FormDesign, FormDesign], moved: float) -> None:
    term = make_term(congress=make_congress(name=name, level="township", unit=make_unit(name=f"{name}主席团")))
    for place in range(size):
        person = make_mandate(term=term).person
        start = (place - size / 2) / 10
        result(person, rounds[0], start)
        result(person, rounds[1], start + moved + (place % 2) / 10)


def test_groups_are_told_from_five_people_on_without_a_sum_or_a_rank(client: Client) -> None:
    rounds = two_rounds()
    town("柳河镇人民代表大会", 6, rounds, 0.6)
    town("石桥镇人民代表大会", 8, rounds, -0.05)
    town("小镇人民代表大会", 4, rounds, 1.0)
    step = growth.last_step(rounds[0].scope_key)
    assert step is not None
    told = growth.groups(step)
    assert told is not None
    assert [(group.name[:2], group.found.people, group.found.beyond) for group in told.groups] == [
        ("柳河", 6, True),
        ("石桥", 8, False),
    ]
    assert told.left_out == 1
    assert told.groups[0].change > 65  # the pull of the prior is taken out
    address = reverse("quizzes:growth_groups")
    client.force_login(make_staff(Role.COMMITTEE))
    page = client.get(address).content.decode()
    assert "柳河镇" in page and "小镇人民" not in page and "没有超出误差" in page and "合计" not in page
    for role in (Role.TRAINER, Role.ORGANISER, Role.CHAIR):
        client.force_login(make_staff(role, make_unit() if role != Role.TRAINER else None))
        assert client.get(address).status_code == 403
