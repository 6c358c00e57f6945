"""What a file would do to a bank: for each question the item it becomes, and whether that is new, changed or the same.
Reads the database, writes nothing."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from quizzes.bank import validation
from quizzes.bank.models import Item, ItemBank, ItemKey
from quizzes.exchange import pictures
from quizzes.exchange.align import Content, under_names_of
from quizzes.exchange.identity import Identities, content_of
from quizzes.exchange.question import Question, Refused
from quizzes.framework.models import Competence

DEFAULT_LEVEL = 1


@dataclass(frozen=True)
class Defaults:
    """What holds for every question of which the file says nothing."""

    competence: str = ""
    level: int | None = None


NONE = Defaults()


@dataclass(frozen=True)
class Planned:
    """One question and its item: `state` is "created", "changed" or "same"; `item` is there unless it is new."""

    question: Question
    slug: str
    state: str
    competence: Competence
    level: int
    band: float
    source: str
    item: Item | None = None


def plan(
    *, bank: ItemBank, questions: Iterable[Question], defaults: Defaults, own: bool = False
) -> tuple[list[Planned], list[Refused]]:
    """All questions of a file, each as planned or as refused. The number of queries does not depend on theirs. `own`
    says that the file is our own and published at once: then what learners see is compared, not the draft."""
    questions = list(questions)
    planner = _Planner(bank, questions, defaults, own)
    planned: list[Planned] = []
    refused: list[Refused] = []
    for question in map(planner.known, questions):
        reason = planner.reason(question)
        if reason:
            refused.append(Refused(question.number, question.position, question.title or question.slug, reason))
        else:
            planned.append(planner.planned(question))
    return planned, refused


class _Planner:
    def __init__(self, bank: ItemBank, questions: list[Question], defaults: Defaults, own: bool) -> None:
        self.bank, self.defaults, self.own = bank, defaults, own
        self.identities = Identities(bank, questions)
        self.slugs = {question.number: self.identities.slug(question, own=own) for question in questions}
        self.first: dict[str, int] = {}
        for question in questions:
            self.first.setdefault(self.slugs[question.number], question.number)
        self.times = Counter(self.slugs.values())
        self.competences = {competence.code: competence for competence in Competence.objects.all()}
        by_name = {competence.name: competence for competence in self.competences.values()}
        self.competences = by_name | self.competences
        codes = set(bank.items.values_list("competence__code", flat=True).order_by().distinct())
        self.only = codes.pop() if len(codes) == 1 else ""
        versions = [item.live_version_id for item in self.identities.items.values() if item.live_version_id]
        keys = ItemKey.objects.filter(version__in=versions).order_by("number")
        self.keys = {key.version_id: key for key in keys}

        self.pictures = pictures.known_names(questions)

    def item(self, question: Question) -> Item | None:
        return self.identities.items.get(self.slugs[question.number])

    def known(self, question: Question) -> Question:
        """The question with the identifiers that its item gives to the same options already."""
        question = pictures.renamed(question, self.pictures)
        item = self.item(question)
        there = (self._live(item) if self.own else None) or (content_of(item) if item else None)
        if there is not None:
            question = pictures.renamed(question, pictures.names_in(question, there[0]))
        if item is None or there is None or item.kind != question.kind:
            return question
        new = (question.body, question.key, question.feedback)
        if there == new:
            return question
        body, key, feedback = under_names_of(new, there)
        body, key, feedback = validation.canonical(question.kind, body, key, feedback)
        return replace(question, body=body, key=key, feedback=feedback)

    def reason(self, question: Question) -> str:
        """Why this question cannot come in, or ""."""
        slug, item = self.slugs[question.number], self.item(question)
        reasons = []
        if self.times[slug] > 1 and (self.own or question.slug or self.first[slug] != question.number):
            if self.own or question.slug:
                reasons.append(_("“%(id)s” stands in the file twice.") % {"id": question.slug})
            else:
                reasons.append(
                    _("The same question stands in the file as number %(number)d.") % {"number": self.first[slug]}
                )
        if item and item.bank_id != self.bank.pk:
            reasons.append(_elsewhere(item.bank))
        elif item and item.live_version_id and item.kind != question.kind:
            reasons.append(
                _("Its kind is another one than that of the published item “%(item)s”.") % {"item": item.slug}
            )
        elif item and self._is_being_written(item, question):
            reasons.append(
                _("Somebody is changing the item “%(item)s”; publish or drop that draft first.") % {"item": slug}
            )
        if self._code(question) not in self.competences:
            wrong = self._code(question)
            if wrong:
                reasons.append(
                    _("There is no competence “%(code)s”; write A1 or another code of the framework.")
                    % {"code": wrong[:40]}
                )
            else:
                reasons.append(_("It names no competence; write one in the file, or choose one for the whole file."))
        if unshowable := pictures.unshowable(question):
            reasons.append(unshowable)
        return " ".join(reasons)

    def _is_being_written(self, item: Item, question: Question) -> bool:
        """Whether a draft lies ahead of what is published that says something else than this question."""
        if self.own or item.live_version is None:
            return False
        draft, live = content_of(item), self._live(item)
        return draft is not None and draft != live and draft != (question.body, question.key, question.feedback)

    def _live(self, item: Item | None) -> Content | None:
        if item is None or item.live_version is None or item.live_version_id not in self.keys:
            return None
        key = self.keys[item.live_version_id]
        return item.live_version.body, key.key, key.feedback

    def _code(self, question: Question) -> str:
        """The file says it, or the item is there already, or the person chose one, or the whole bank has only one."""
        item = self.item(question)
        return question.competence or (item.competence.code if item else "") or self.defaults.competence or self.only

    def planned(self, question: Question) -> Planned:
        item = self.item(question)
        level = question.level or (item.level if item else self.defaults.level) or DEFAULT_LEVEL
        band = question.band if question.band is not None else item.band if item else 0.0
        source = question.source or (item.source if item else "")
        competence = self.competences[self._code(question)]
        return Planned(
            question=question,
            slug=self.slugs[question.number],
            state=self._state(item, question, (competence.pk, level, band, source)),
            competence=competence,
            level=level,
            band=band,
            source=source,
            item=item,
        )

    def _state(self, item: Item | None, question: Question, place: tuple[int, int, float, str]) -> str:
        if item is None:
            return "created"
        there = self._live(item) if self.own else content_of(item)
        same = there == (question.body, question.key, question.feedback)
        stays = place == (item.competence_id, item.level, item.band, item.source)
        return "same" if same and stays and question.expires_on in (None, item.expires_on) else "changed"


def _elsewhere(bank: ItemBank) -> str:
    """A readiness bank is not named: whoever does not own it learns nothing of what it holds beyond the refusal."""
    if bank.purpose == ItemBank.Purpose.READINESS:
        return _("It is in another bank already; no item is in two banks.")
    return _("It is in the bank “%(bank)s” already; no item is in two banks.") % {"bank": bank.title}
